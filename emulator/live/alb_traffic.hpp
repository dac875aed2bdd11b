// AlbTraffic: what the load balancer's listeners have answered since they began, as a client counts
// it. A plain value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "emulator/alb/client.hpp"

namespace spillway::live {

struct AlbTraffic {
  /// By the kind of target that answered; TargetKind::none is the load balancer itself.
  std::array<std::uint64_t, 3> by_target{};
  std::array<std::uint64_t, 6> by_status{};  ///< by the status' first digit; 0: no answer

  void count(alb::TargetKind answered_by, int status) {
    const auto digit = static_cast<std::size_t>(status) / 100;
    ++by_target[static_cast<std::size_t>(answered_by)];
    ++by_status[digit < by_status.size() ? digit : 0];
  }
};

}  // namespace spillway::live
