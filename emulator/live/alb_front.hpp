// What the load balancer's listeners and connections share. Internal to alb_*.cpp; owned by
// AlbListeners.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "emulator/alb/load_balancers.hpp"
#include "emulator/live/access_log.hpp"
#include "emulator/live/alb_traffic.hpp"
#include "emulator/live/target_pool.hpp"

namespace spillway::live {

struct AlbFront {
  AlbFront(LiveRuntime& rt, alb::LoadBalancers& balancers)
      : runtime(rt), load_balancers(balancers), loop(rt) {}

  TargetPool& pool(std::uint16_t port) {
    if (last_pool != nullptr && last_port == port) return *last_pool;
    auto& pool = pools[port];
    if (!pool) pool = std::make_unique<TargetPool>(loop, port);
    last_port = port;
    return *(last_pool = pool.get());
  }

  LiveRuntime& runtime;
  alb::LoadBalancers& load_balancers;
  AccessLog log;
  AlbTraffic traffic;
  std::vector<alb::TargetKind> last_targets =
      std::vector<alb::TargetKind>(65536, alb::TargetKind::none);  // by the client's port
  DataLoop loop;
  std::map<std::uint16_t, std::unique_ptr<TargetPool>> pools;  // by the target's port
  TargetPool* last_pool = nullptr;
  std::uint16_t last_port = 0;
  std::uint64_t connections = 0;  // ever
};

}  // namespace spillway::live
