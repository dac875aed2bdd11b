// What AWS decides about EventBridge. Every field has its default, its unit and its source.
#pragma once

#include <cstdint>

#include "emulator/core/delay.hpp"
#include "runtime/time.hpp"

namespace spillway::eventbridge {

struct Settings {
  /// From an event's arrival on the bus to the first hand-over to its targets. aws-facts D11.
  core::Delay delivery_latency =
      core::Delay::uniform(std::chrono::milliseconds(50), std::chrono::milliseconds(500));

  /// From a schedule's time to its event: within that minute, not at its first second. EventBridge
  /// user guide; the amount is UNSOURCED ("several seconds").
  core::Delay schedule_delay =
      core::Delay::uniform(std::chrono::seconds(1), std::chrono::seconds(10));

  /// Retries of a failed hand-over, where the target's RetryPolicy says nothing. aws-facts D9.
  std::int64_t maximum_retry_attempts = 185;
  Duration maximum_event_age = std::chrono::hours(24);

  /// How long a hand-over may take until it counts as failed (TIMEOUT). UNSOURCED: as an API
  /// destination's.
  Duration target_timeout = std::chrono::seconds(5);

  /// The first retry's delay, doubled up to the longest one; each is shortened by a random part of
  /// up to `retry_jitter`. UNSOURCED: with these, 185 attempts take about the documented 24 hours.
  Duration retry_first_delay = std::chrono::seconds(1);
  Duration retry_longest_delay = std::chrono::seconds(480);
  double retry_jitter = 0.1;

  /// Quotas. aws-facts D7 (targets); 300 rules a bus is UNSOURCED.
  std::int64_t targets_per_rule = 5;
  std::int64_t rules_per_bus = 300;
};

}  // namespace spillway::eventbridge
