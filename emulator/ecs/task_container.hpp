// TaskContainer: one started container of a task, with the requests that it has not answered yet.
//
// Owned by TaskRun. It keeps the promises that a network makes: when the process ends, every
// request outstanding is answered with a reset.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "emulator/ecs/clusters.hpp"
#include "emulator/ecs/host.hpp"
#include "runtime/runtime.hpp"

namespace spillway::ecs {

using SendDone = UniqueFunction<void(SendReply)>;

class TaskContainer {
 public:
  /// Starts the process. `exited(status)` is called once, from an event of its own.
  TaskContainer(Runtime& runtime, ContainerHost& host, const ContainerSpec& spec,
                UniqueFunction<void(int)> exited);
  ~TaskContainer();
  TaskContainer(const TaskContainer&) = delete;
  TaskContainer& operator=(const TaskContainer&) = delete;

  bool running() const { return container_ != nullptr; }
  /// Why the process could not be started at all; empty: it was.
  std::string cannot_start() const { return container_->cannot_start(); }
  void send(std::uint16_t port, HttpRequest request, SendDone done);
  std::optional<std::uint16_t> local_port(std::uint16_t port) const {
    return running() ? container_->local_port(port) : std::nullopt;
  }
  /// SIGTERM now, SIGKILL when it has not ended after `patience`. Does nothing if it
  /// has ended, or the second time.
  void terminate(Duration patience);
  /// The process ends by itself, at once, with that exit code.
  void crash(int exit_code);

 private:
  using Outstanding = std::map<std::uint64_t, SendDone>;

  void kill();
  void finish(int status);

  Runtime& runtime_;
  UniqueFunction<void(int)> exited_;
  // Shared with the answers under way, which a host may still deliver when this is gone.
  std::shared_ptr<Outstanding> outstanding_ = std::make_shared<Outstanding>();
  std::uint64_t last_request_ = 0;
  TimerId kill_timer_ = TimerId::none;
  bool told_to_end_ = false;
  std::unique_ptr<Container> container_;
};

}  // namespace spillway::ecs
