// ApiWorld: all services without a template, asked over HTTP messages. For one input.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "emulator/sim/virtual_runtime.hpp"
#include "emulator/world/world.hpp"
#include "tools/fuzz/expect.hpp"
#include "tools/harness/virtual_hosts.hpp"

namespace spillway::fuzz {

class ApiWorld {
 public:
  explicit ApiWorld(bool verify_signatures)
      : hosts_(runtime_, code_),
        world_(runtime_, timeline_, {hosts_, hosts_}, settings(verify_signatures)) {
    hosts_.connect(world_.api());
  }

  /// The answer; not to get one breaks a promise.
  HttpResponse send(HttpRequest request) {
    std::optional<HttpResponse> answer;
    world_.api().handle(std::move(request), [&answer](HttpResponse response) {
      expect(!answer, "a request is answered once");
      answer = std::move(response);
    });
    runtime_.run_for(std::chrono::minutes(16));  // the longest invocation takes 15
    expect(answer.has_value(), "a request is answered");
    expect(answer->status >= 200 && answer->status < 600, "the status is one of HTTP's");
    return std::move(*answer);
  }

  world::World& world() { return world_; }

 private:
  static world::Settings settings(bool verify_signatures) {
    world::Settings settings;
    settings.wire.verify_signatures = verify_signatures;
    return settings;
  }

  sim::VirtualRuntime runtime_;
  core::Timeline timeline_{runtime_};
  const std::map<std::string, harness::Code> code_;
  harness::VirtualHosts hosts_;
  world::World world_;
};

}  // namespace spillway::fuzz
