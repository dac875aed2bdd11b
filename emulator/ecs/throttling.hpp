// The token buckets of the ECS API, per account and Region (aws-facts E4). Enforced by the wire;
// this table says what to enforce. Immutable; any thread.
#pragma once

#include <span>
#include <string_view>

namespace spillway::ecs {

struct ThrottleClass {
  std::string_view action;  ///< "UpdateService"
  std::string_view bucket;  ///< shared by all actions of the same name: "Service modify actions"
  double burst = 0;         ///< the bucket's capacity
  double per_second = 0;    ///< its refill rate
};

/// One row for each action that has a bucket. Exceeded: ThrottlingException 400 "Rate exceeded".
std::span<const ThrottleClass> throttle_classes();

}  // namespace spillway::ecs
