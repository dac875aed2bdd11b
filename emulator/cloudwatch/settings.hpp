// What AWS decides about CloudWatch. Every field has its default, its unit and its source.
#pragma once

#include <cstdint>
#include <optional>

#include "emulator/core/delay.hpp"
#include "runtime/time.hpp"

namespace spillway::cloudwatch {

struct Settings {
  /// From the end of a minute until an AWS service's data of that minute can be queried. Drawn once
  /// for each minute of each metric. aws-facts C3.
  core::Delay visibility_delay =
      core::Delay::uniform(std::chrono::seconds(0), std::chrono::seconds(60));

  /// From PutMetricData until its data can be queried. UNSOURCED.
  core::Delay custom_visibility_delay = core::Delay::fixed(std::chrono::seconds(0));

  /// Second of the minute at which every alarm is evaluated, from 0 to 60 s. Unset: each alarm has
  /// one of its own, uniform, drawn from its name. aws-facts C1.
  std::optional<Duration> evaluation_phase;

  /// How many periods an alarm looks back, never fewer than its evaluation periods N. Unset:
  /// N + max(2, 5 min / period), which gives the 6 observed for N = 1 at 60 s and the documented 5
  /// for N = 3 at 300 s; N + 2 for periods below a minute. aws-facts C2; the formula is UNSOURCED.
  std::optional<std::int64_t> evaluation_range;

  /// From an evaluation's query ("queryDate") to the time stamp of the new state: 1 to 10 ms were
  /// observed. Only the text shows it. aws-facts C4.
  Duration state_timestamp_lag = std::chrono::milliseconds(4);

  /// From an alarm's change of state until composite alarms that look at it are evaluated. None is
  /// seen between the time stamps of the user guide's sample. UNSOURCED.
  Duration composite_delay{};

  /// How long one-minute data is kept. aws-facts C5.
  Duration retention = std::chrono::hours(15 * 24);

  /// How long data of a StorageResolution of a second is kept. CWUG/cloudwatch_concepts.
  Duration high_resolution_retention = std::chrono::hours(3);

  /// How long an alarm's history is kept. CWUG/AlarmThatSendsEmail.
  Duration history_retention = std::chrono::hours(14 * 24);
};

}  // namespace spillway::cloudwatch
