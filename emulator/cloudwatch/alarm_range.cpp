#include "emulator/cloudwatch/alarm_range.hpp"

#include "runtime/check.hpp"

namespace spillway::cloudwatch {
namespace {

std::vector<RangePoint> read_metric_range(const AlarmConfiguration& alarm,
                                          const MetricStore& metrics, WallTime end,
                                          std::int64_t length) {
  std::vector<RangePoint> range;
  for (std::int64_t i = 0; i < length; ++i) {
    const WallTime begin = end - alarm.period;
    RangePoint point{begin, std::nullopt, std::nullopt};
    if (const auto data = metrics.query(alarm.metric, alarm.unit, begin, end)) {
      point.value = data->value(alarm.statistic);
      point.sample_count = data->count;
    }
    range.push_back(point);
    end = begin;
  }
  return range;
}

}  // namespace

std::vector<RangePoint> read_range(const AlarmConfiguration& alarm, const MetricStore& metrics,
                                   WallTime end, std::int64_t length) {
  if (alarm.queries.empty()) return read_metric_range(alarm, metrics, end, length);
  const auto points = static_cast<std::size_t>(length);
  const WallTime start = end - length * alarm.period;
  MetricQueryRun run(alarm.queries, points, [&](const MetricStat& stat) {
    Series series;
    for (WallTime begin = start; begin < end; begin += alarm.period) {
      const auto data = metrics.query(stat.key, stat.unit, begin, begin + alarm.period);
      series.push_back(data ? std::optional(data->value(stat.statistic)) : std::nullopt);
    }
    return series;
  });
  // That it evaluates to one series was tried when the alarm was put.
  const auto value = run.value_of(watched_by(alarm.queries).id);
  SPILLWAY_CHECK(value.has_value() && std::holds_alternative<Series>(*value));
  const Series& series = std::get<Series>(*value);
  std::vector<RangePoint> range;
  for (std::size_t i = points; i-- > 0;) {
    range.push_back({start + static_cast<std::int64_t>(i) * alarm.period, series[i], std::nullopt});
  }
  return range;
}

}  // namespace spillway::cloudwatch
