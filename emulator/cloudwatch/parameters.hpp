// Parameters that several CloudWatch operations have in common, read and checked.
//
// Each reader reports what is wrong to the Params it reads from.
#pragma once

#include <optional>
#include <string>

#include "emulator/core/params.hpp"
#include "emulator/core/ports.hpp"
#include "runtime/time.hpp"

namespace spillway::cloudwatch {

/// "Dimensions": [{Name, Value}], at most 30, no name twice; sorted by name.
core::Dimensions read_dimensions(core::Params& params, const std::string& operation);

/// "AlarmName" and "AlarmDescription", as all alarms have them.
std::string read_alarm_name(core::Params& params);
std::optional<std::string> read_description(core::Params& params);

/// "Namespace", "MetricName" and "Dimensions".
core::MetricKey read_metric(core::Params& params, const std::string& operation);

/// "Unit", or empty.
std::string read_unit(core::Params& params);

/// Seconds since 1970 (JSON) or ISO 8601 (query).
std::optional<WallTime> read_timestamp(core::Params& params, const std::string& name);

/// "StartTime", at a whole minute, and "EndTime".
struct TimeRange {
  WallTime start;
  WallTime end;
};
TimeRange read_time_range(core::Params& params);
/// How many periods begin in it.
std::int64_t points_in(const TimeRange& range, Duration period);

/// An answer's timestamp: seconds since 1970, with milliseconds.
double timestamp(WallTime time);

/// The dimensions as answers show them.
Json dimensions_json(const core::Dimensions& dimensions);

/// A page of a list: where it begins by "NextToken", and how long it may be.
struct Page {
  std::size_t begin = 0;
  std::size_t size = 0;
  /// True if item `index` belongs to this page.
  bool holds(std::size_t index) const { return index >= begin && index < begin + size; }
  /// Sets "NextToken" in an answer unless the list, of `total` items, ends with this page.
  void set_next_token(Json& answer, std::size_t total) const;
};
Page read_page(core::Params& params, std::size_t size);

}  // namespace spillway::cloudwatch
