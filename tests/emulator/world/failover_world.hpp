// A world with the project's own template deployed into it, the app and the controller behind it,
// and clients that send requests at an even rate. Owned by a test.
#pragma once

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/sim/virtual_runtime.hpp"
#include "emulator/world/world.hpp"
#include "tests/support/catch.hpp"
#include "tools/harness/virtual_hosts.hpp"

namespace spillway::testing {

class FailoverWorld {
 public:
  explicit FailoverWorld(std::uint64_t seed = 1, std::vector<core::Fault> faults = {})
      : rt({.seed = seed}),
        faults_(rt, timeline, std::move(faults)),
        hosts(rt, code_),
        world_(make_world()) {
    timeline.subscribe([this](const core::Event& event) {
      events.push_back(event);
      lines += event.to_line() + "\n";
    });
    hosts.connect(world_->api());
  }

  /// A replacement in the template's text.
  struct Edit {
    std::string from;
    std::string to;
  };

  /// Deploys scenarios/failover.template.yaml, with a limit that a burst soon meets.
  boost::system::result<cloudformation::Stack, document::Diagnostics> deploy(
      std::map<std::string, std::string> parameters = {}, const std::vector<Edit>& edits = {}) {
    const std::string file = SPILLWAY_SOURCE_DIR "/scenarios/failover.template.yaml";
    std::ifstream in(file);
    std::string text(std::istreambuf_iterator<char>(in), {});
    for (const Edit& edit : edits) {
      const auto at = text.find(edit.from);
      if (at == std::string::npos) FAIL("the template has no " + edit.from);
      text.replace(at, edit.from.size(), edit.to);
    }
    const auto root = document::parse(text, file);
    if (!root) return root.error();
    parameters.insert({{"ReservedConcurrency", "10"}, {"AlarmThreshold", "8"}});
    return world_->deploy(*root, file, "test", parameters);
  }

  /// One request every `gap` for `length`, from now on; each holds `token` until it is answered.
  void burst(const std::string& path, Duration gap, Duration length,
             std::shared_ptr<int> token = {}) {
    for (Duration t{}; t < length; t += gap) {
      rt.call_after(t, [this, path, token] { send(path, token); });
    }
  }

  void send(const std::string& path, std::shared_ptr<int> token = {}) {
    alb::ClientRequest request;
    request.request.target = path;
    request.request.headers.add("Host", "test");
    world_->load_balancers().send(
        world_->load_balancers().listeners().front().handle, std::move(request),
        [this, token](alb::ClientResponse response) { answers.push_back(std::move(response)); });
  }

  world::World& world() { return *world_; }
  void destroy_world() { world_.reset(); }

  sim::VirtualRuntime rt;
  core::Timeline timeline{rt};
  std::vector<core::Event> events;
  std::string lines;  ///< timeline.jsonl
  std::vector<alb::ClientResponse> answers;

 private:
  core::Faults faults_;

  std::unique_ptr<world::World> make_world() {
    return std::make_unique<world::World>(rt, timeline, world::Hosts{hosts, hosts},
                                          world::Settings{},
                                          faults_.all().empty() ? nullptr : &faults_);
  }

  std::map<std::string, harness::Code> code_ = {
      {"AppFunction", harness::Code::app},
      {"AppTask", harness::Code::app},
      {"ControllerFunction", harness::Code::controller},
  };

 public:
  harness::VirtualHosts hosts;

 private:
  std::unique_ptr<world::World> world_;
};

}  // namespace spillway::testing
