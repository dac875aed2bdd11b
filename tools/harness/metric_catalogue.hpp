// The metrics that an expectation may name, each computed from a slice of the requests.
// Immutable; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tools/harness/request_stats.hpp"

namespace spillway::harness {

/// How a bound on the metric is written and shown.
enum class MetricUnit { count, ratio, duration, rate };

struct Metric {
  std::string_view name;
  MetricUnit unit;
  std::string_view about;
  /// `window_s` is the length of the window in seconds. Durations are given in seconds.
  double (*value)(const RequestTotals& totals, double window_s);
};

std::span<const Metric> metric_catalogue();
const Metric* find_metric(std::string_view name);

/// "12", "3.4 %", "1m30s", "2.5/s"
std::string format_metric(MetricUnit unit, double value);

}  // namespace spillway::harness
