// ContainerProcess: one container of an ECS task as a process that listens on a port of its own.
//
// Owned by the ecs model, which destroys it to kill it. Used from the LiveRuntime's thread. The
// process is told a free port in PORT; requests to the container's port go there, as a container
// engine maps it.
#pragma once

#include <memory>
#include <string>

#include "emulator/ecs/host.hpp"
#include "emulator/live/http_client.hpp"
#include "emulator/live/process.hpp"

namespace spillway::live {

class ContainerProcess final : public ecs::Container {
 public:
  ContainerProcess(LiveRuntime& runtime, const ecs::ContainerSpec& spec);
  ~ContainerProcess() override;

  /// `exited` is called once, later, unless it could not be started.
  void start(Guardian& guardian, Program program, Process::OnLine on_line,
             UniqueFunction<void(int)> exited);
  /// Called when it is destroyed.
  void on_gone(UniqueFunction<void()> gone) { gone_ = std::move(gone); }

  void send(std::uint16_t port, HttpRequest request,
            UniqueFunction<void(ecs::ContainerReply)> done) override;
  std::optional<std::uint16_t> local_port(std::uint16_t port) const override {
    return port == container_port_ ? std::optional(host_port_) : std::nullopt;
  }
  void signal(ecs::Signal signal) override;
  std::string cannot_start() const override { return cannot_start_; }

  /// Null if it could not be started.
  Process* process() const { return process_.get(); }

 private:
  LiveRuntime& runtime_;
  const std::uint16_t container_port_;
  const std::uint16_t host_port_;
  HttpClient client_;
  std::unique_ptr<Process> process_;
  std::string cannot_start_;
  UniqueFunction<void()> gone_;
};

}  // namespace spillway::live
