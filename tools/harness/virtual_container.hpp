// VirtualContainer: the app as an HTTP server without sockets. Owned by the ecs model.
//
// SIGTERM drains as the deployed binary does: no new requests, an exit when the last one is
// answered.
#pragma once

#include <map>

#include "app/app.hpp"
#include "emulator/ecs/host.hpp"
#include "runtime/runtime.hpp"
#include "runtime/task.hpp"

namespace spillway::harness {

class VirtualContainer final : public ecs::Container {
 public:
  VirtualContainer(Runtime& runtime, const ecs::ContainerSpec& spec,
                   UniqueFunction<void(int)> exited);
  ~VirtualContainer() override;
  VirtualContainer(const VirtualContainer&) = delete;
  VirtualContainer& operator=(const VirtualContainer&) = delete;

  void send(std::uint16_t port, HttpRequest request,
            UniqueFunction<void(ecs::ContainerReply)> done) override;
  void signal(ecs::Signal signal) override;

 private:
  void answered(std::uint64_t id);
  void exit(int status);

  Runtime& runtime_;
  app::App app_;
  std::uint16_t port_;  // that the server listens on: PORT, or 8080
  UniqueFunction<void(int)> exited_;
  std::map<std::uint64_t, Spawned> requests_;
  std::uint64_t last_id_ = 0;
  TimerId exit_timer_ = TimerId::none;
  bool draining_ = false;
};

}  // namespace spillway::harness
