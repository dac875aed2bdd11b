// Alarm: what an alarm watches, and the state it is in. Plain values, owned by AlarmBook.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/cloudwatch/metric_query.hpp"
#include "emulator/cloudwatch/statistic.hpp"
#include "emulator/core/ports.hpp"
#include "runtime/runtime.hpp"

namespace spillway::cloudwatch {

enum class AlarmState { ok, alarm, insufficient_data };
inline constexpr std::array kAlarmStates = {AlarmState::ok, AlarmState::alarm,
                                            AlarmState::insufficient_data};

/// The ARNs of what is done upon the transition to each state, by AlarmState.
using ActionLists = std::array<std::vector<std::string>, kAlarmStates.size()>;

/// The four operators of a static threshold.
enum class Comparison { greater_or_equal, greater, less, less_or_equal };

enum class MissingData { missing, not_breaching, breaching, ignore };

/// As the API spells them: "INSUFFICIENT_DATA", "GreaterThanThreshold", "notBreaching".
std::string_view name_of(AlarmState state);
std::string_view name_of(Comparison comparison);
std::string_view name_of(MissingData treatment);
std::optional<AlarmState> alarm_state_from(std::string_view name);
std::optional<Comparison> comparison_from(std::string_view name);
std::optional<MissingData> missing_data_from(std::string_view name);

struct AlarmConfiguration {
  std::string name;
  std::optional<std::string> description;
  bool actions_enabled = true;
  ActionLists actions;
  /// Metric math: what it watches is the one that returns data. Empty: `metric`, `unit` and
  /// `statistic` say what it watches.
  MetricQueries queries;
  core::MetricKey metric;
  std::string unit;  ///< empty: data in any unit
  Statistic statistic = Statistic::average;
  std::chrono::seconds period{60};
  std::int64_t evaluation_periods = 1;              ///< N
  std::optional<std::int64_t> datapoints_to_alarm;  ///< M, if it was given
  double threshold = 0;
  Comparison comparison = Comparison::greater;
  std::optional<MissingData> treat_missing_data;  ///< if it was given

  std::int64_t m() const { return datapoints_to_alarm.value_or(evaluation_periods); }
  MissingData missing_data() const { return treat_missing_data.value_or(MissingData::missing); }
  bool breaches(double value) const;
};

struct StateRecord {
  AlarmState value = AlarmState::insufficient_data;
  std::string reason;
  std::string reason_data;  ///< JSON text; empty if there is none
  WallTime timestamp;
};

struct Alarm {
  AlarmConfiguration configuration;
  std::string arn;
  std::string metric_query_id;  ///< under which alarm events show the metric
  WallTime configuration_updated;
  StateRecord state;
  std::optional<double> newest_value;  ///< when it was last evaluated, or its state set
  Duration phase{};                    ///< second of the minute at which it is evaluated
  TimerId timer = TimerId::none;
};

}  // namespace spillway::cloudwatch
