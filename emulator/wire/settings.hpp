// Settings of the wire: what AWS decides about every API call. Plain values.
#pragma once

#include <string>
#include <vector>

#include "emulator/core/delay.hpp"
#include "runtime/time.hpp"

namespace spillway::wire {

/// One row of the account's token buckets (aws-facts E4, B3).
struct ThrottleRule {
  std::string service;  ///< "ecs"
  std::string
      action;  ///< "UpdateService"; "*": every action of the service without a row of its own
  std::string bucket;     ///< shared by all rows of the service with this name; empty: no limit
  double burst = 0;       ///< calls that may come at once
  double per_second = 0;  ///< how fast the bucket fills again
};

using ThrottleTable = std::vector<ThrottleRule>;

/// Lambda's control plane: 15 a second, GetFunction 100, GetPolicy 15, Invoke outside of it
/// (aws-facts B3). That a second's worth may come at once is UNSOURCED.
ThrottleTable lambda_throttles();

struct Settings {
  /// How long a call takes, there and back, besides what its operation waits for. Half passes
  /// before the operation is executed. UNSOURCED. Never less than two nanoseconds.
  core::Delay latency = Duration(std::chrono::milliseconds(40));
  /// False: a signature is not looked at, and who does not sign is an administrator.
  bool verify_signatures = true;
  Duration max_clock_skew = std::chrono::minutes(5);  ///< aws-facts G3
  /// The world adds the rows of the other services.
  ThrottleTable throttles = lambda_throttles();
};

}  // namespace spillway::wire
