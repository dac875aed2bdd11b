// VirtualHosts: the app and the controller, called in process: execution environments and
// containers without processes. The code is the very code of the deployed binaries, behind the same
// front doors.
//
// Owned by the run, given to the world. A killed environment's tasks cease to exist where they
// stand.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "emulator/ecs/host.hpp"
#include "emulator/lambda/host.hpp"
#include "emulator/wire/endpoint.hpp"
#include "emulator/wire/memory_transport.hpp"
#include "runtime/runtime.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

class VirtualHosts final : public lambda::FunctionHost, public ecs::ContainerHost {
 public:
  /// `code` says what stands behind each name (core/code_names); it must outlive the hosts.
  VirtualHosts(Runtime& runtime, const std::map<std::string, Code>& code);

  /// Where the controller's AWS calls go. Before anything is started.
  void connect(wire::Endpoint& api);

  std::string cannot_host(const lambda::FunctionSpec& spec) const override;
  std::unique_ptr<lambda::FunctionEnvironment> start(
      const lambda::FunctionSpec& spec, UniqueFunction<void(lambda::InitOutput)> ready) override;

  std::string cannot_host(const ecs::ContainerSpec& spec) const override;
  std::unique_ptr<ecs::Container> start(const ecs::ContainerSpec& spec,
                                        UniqueFunction<void(int status)> exited) override;

 private:
  const Code* code_of(const std::vector<std::string>& names) const;
  const Code* code_of(const lambda::FunctionSpec& spec) const;
  const Code* code_of(const ecs::ContainerSpec& spec) const;

  Runtime& runtime_;
  const std::map<std::string, Code>& code_;
  std::unique_ptr<wire::MemoryTransport> transport_;
};

}  // namespace spillway::harness
