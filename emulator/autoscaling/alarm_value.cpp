#include "emulator/autoscaling/alarm_value.hpp"

#include <string>

#include "runtime/wall_time.hpp"

namespace spillway::autoscaling {
namespace {

constexpr int kPeriods = 5;  // how far back a data point may lie that is not visible at once

bool is_math(const Json& alarm) { return alarm.contains("Metrics"); }

std::int64_t period_of(const Json& alarm) {
  if (!is_math(alarm)) return alarm.value("Period", std::int64_t{60});
  for (const Json& query : alarm["Metrics"]) {
    if (query.contains("MetricStat")) return query["MetricStat"].value("Period", std::int64_t{60});
    if (query.contains("Period")) return query["Period"];
  }
  return 60;
}

std::string statistic_of(const Json& alarm) { return alarm.value("Statistic", "Average"); }

// Its one result that is asked for comes newest first.
std::optional<double> newest_of_math(const Json& answer) {
  for (const Json& result : answer.value("MetricDataResults", Json::array())) {
    const Json values = result.value("Values", Json::array());
    if (!values.empty()) return values.front().get<double>();
  }
  return std::nullopt;
}

}  // namespace

Question question_of(const Json& alarm, WallTime now) {
  const auto period = period_of(alarm);
  Json params = {
      {"StartTime", format_iso8601_seconds(now - kPeriods * std::chrono::seconds(period))},
      {"EndTime", format_iso8601_seconds(now)}};
  if (is_math(alarm)) {
    params["MetricDataQueries"] = alarm["Metrics"];
    return {"GetMetricData", std::move(params)};
  }
  params["Namespace"] = alarm.value("Namespace", "");
  params["MetricName"] = alarm.value("MetricName", "");
  params["Dimensions"] = alarm.value("Dimensions", Json::array());
  params["Period"] = period;
  params["Statistics"] = Json::array({statistic_of(alarm)});
  return {"GetMetricStatistics", std::move(params)};
}

std::optional<double> newest_value(const Json& alarm, const Json& answer) {
  if (is_math(alarm)) return newest_of_math(answer);
  const std::string statistic = statistic_of(alarm);
  std::optional<double> newest;
  double newest_at = 0;
  for (const Json& point : answer.value("Datapoints", Json::array())) {
    const double at = point.value("Timestamp", 0.0);
    if (newest && at < newest_at) continue;
    newest_at = at;
    newest = point.value(statistic, 0.0);
  }
  return newest;
}

}  // namespace spillway::autoscaling
