// Settings: what AWS decides about Lambda. A plain value; the scenario's `aws.lambda` fills it.
#pragma once

#include <cstdint>

#include "emulator/core/delay.hpp"

namespace spillway::lambda {

struct Settings {
  /// Concurrent executions of the account in the Region. aws-facts B3
  std::int64_t account_concurrency = 1000;
  /// Of them, what no function may reserve; all of them if there are fewer. aws-facts B3
  std::int64_t unreserved_minimum = 100;

  /// From an environment's creation until its process is started, before the process's own init.
  /// aws-facts B1: under 100 ms to over 1 s
  core::Delay cold_start =
      core::Delay::uniform(std::chrono::milliseconds(100), std::chrono::seconds(1));
  /// Longer inits are given up and tried again within the invocation. aws-facts B1
  Duration init_limit = std::chrono::seconds(10);
  /// What a warm invocation takes besides the handler's own waiting. UNSOURCED
  core::Delay invoke_overhead = Duration(std::chrono::milliseconds(2));
  /// How long an idle environment is kept. UNSOURCED: undocumented, minutes are usual
  Duration idle_lifetime = std::chrono::minutes(10);

  /// How old an environment gets at most: then it is replaced, even under load. aws-facts B1:
  /// "every few hours", UNSOURCED how many
  core::Delay environment_lifetime =
      core::Delay::uniform(std::chrono::hours(2), std::chrono::hours(4));
  /// An environment of provisioned concurrency has so long for its init, or the function's time-out
  /// if that is longer. aws-facts B1
  Duration provisioned_init_limit = std::chrono::seconds(130);

  /// New environments of one function: so many at once, refilled within ten seconds. aws-facts B3
  double environments_per_10s = 1000;
  /// Requests a second for each unit of concurrency. aws-facts B3
  double requests_per_concurrency = 10;

  /// From an event's acceptance (202) to its first attempt. UNSOURCED
  core::Delay async_handover =
      core::Delay::uniform(std::chrono::milliseconds(20), std::chrono::milliseconds(100));
  /// After the first and after the second function error. aws-facts B5
  Duration first_retry = std::chrono::minutes(1);
  Duration second_retry = std::chrono::minutes(2);
  /// After a throttle or a system error: from this, doubled, up to that. aws-facts B5
  Duration throttle_backoff_first = std::chrono::seconds(1);
  Duration throttle_backoff_max = std::chrono::minutes(5);

  /// ConcurrentExecutions is published when an invocation begins; false: when it is over, as all
  /// other metrics are. aws-facts B4: UNSOURCED
  bool concurrency_metric_at_start = false;

  /// A time-out as older functions tell it: a line of its own in the log, and an error without a
  /// type. aws-facts B1, B2: which style a function gets is UNSOURCED
  bool old_timeout_style = false;
  /// So many invocations of each function stay in its log. Spillway's own limit
  std::int64_t logged_invocations = 1000;
  /// What REPORT says as "Max Memory Used": the memory of a function is not modelled. UNSOURCED
  std::int64_t reported_memory_mb = 64;
};

}  // namespace spillway::lambda
