// ContainerProcess: one container of an ECS task as a process that listens on a port of its own.
//
// Owned by the ecs model, which destroys it to kill it. Used from the LiveRuntime's thread. The
// process is told a free port in PORT; requests to the container's port go there, as a container
// engine maps it.
#pragma once

#include <memory>

#include "emulator/ecs/host.hpp"
#include "emulator/live/http_client.hpp"
#include "emulator/live/process.hpp"

namespace spillway::live {

class ContainerProcess final : public ecs::Container {
 public:
  ContainerProcess(LiveRuntime& runtime, const ecs::ContainerSpec& spec);

  /// `exited` is called once, later.
  void start(Program program, Process::OnLine on_line, UniqueFunction<void(int)> exited);

  void send(std::uint16_t port, HttpRequest request,
            UniqueFunction<void(ecs::ContainerReply)> done) override;
  void signal(ecs::Signal signal) override;

 private:
  LiveRuntime& runtime_;
  const std::uint16_t container_port_;
  const std::uint16_t host_port_;
  HttpClient client_;
  std::unique_ptr<Process> process_;
};

}  // namespace spillway::live
