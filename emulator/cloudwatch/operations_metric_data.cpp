// GetMetricData: metrics and expressions over them.
#include <algorithm>
#include <iterator>

#include "emulator/cloudwatch/metric_query.hpp"
#include "emulator/cloudwatch/operations.hpp"
#include "emulator/cloudwatch/parameters.hpp"

namespace spillway::cloudwatch {
namespace {

constexpr char kOperation[] = "cloudwatch:GetMetricData";
constexpr std::int64_t kMaximumDataPoints = 100'800;
constexpr std::size_t kMaximumQueries = 500;

struct Wanted {
  const MetricStore& store;
  TimeRange range;
  bool ascending;
};

Series read_series(const Wanted& wanted, const MetricStat& stat) {
  Series series;
  for (WallTime begin = wanted.range.start; begin < wanted.range.end; begin += stat.period) {
    const auto data = wanted.store.query(stat.key, stat.unit, begin,
                                         std::min<WallTime>(begin + stat.period, wanted.range.end));
    series.push_back(data ? std::optional(data->value(stat.statistic)) : std::nullopt);
  }
  return series;
}

Json result_of(const Wanted& wanted, const MetricQuery& query, std::chrono::seconds period,
               const Series& series) {
  std::vector<double> timestamps;
  std::vector<double> values;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (!series[i]) continue;
    timestamps.push_back(timestamp(wanted.range.start + static_cast<int>(i) * period));
    values.push_back(*series[i]);
  }
  if (!wanted.ascending) {
    std::reverse(timestamps.begin(), timestamps.end());
    std::reverse(values.begin(), values.end());
  }
  const std::string fallback = query.stat ? query.stat->key.name : query.id;
  return {{"Id", query.id},
          {"Label", query.label.value_or(fallback)},
          {"Timestamps", timestamps},
          {"Values", values},
          {"StatusCode", "Complete"}};
}

// A list of series gives a result for each; a number, which is no series, an error.
void add_results(const Wanted& wanted, const MetricQuery& query, std::chrono::seconds period,
                 const MathValue& value, Json& results) {
  if (const auto* series = std::get_if<Series>(&value)) {
    results.push_back(result_of(wanted, query, period, *series));
  } else if (const auto* several = std::get_if<std::vector<Series>>(&value)) {
    for (const Series& one : *several) {
      results.push_back(result_of(wanted, query, period, one));
    }
  }
}

}  // namespace

core::ApiResult get_metric_data(const MetricStore& store, const Json& params) {
  core::Params p(params, kOperation, "ValidationError");
  const TimeRange range = read_time_range(p);
  const auto order = p.optional_choice("ScanBy", {"TimestampDescending", "TimestampAscending"});
  const MetricQueries queries =
      read_metric_queries(p, "MetricDataQueries", kOperation, kMaximumQueries);
  std::int64_t points = 0;
  if (!p.failed()) {
    for (const MetricQuery& query : queries) {
      points += points_in(range, query.stat ? query.stat->period : period_of(queries));
    }
  }
  if (points > kMaximumDataPoints) {
    p.fail(core::not_modelled("a GetMetricData call of more than 100,800 data points"));
  }
  if (auto error = p.finish()) return *error;

  const Wanted wanted{store, range, order == "TimestampAscending"};
  const auto length = static_cast<std::size_t>(points_in(range, period_of(queries)));
  MetricQueryRun run(queries, length,
                     [&](const MetricStat& stat) { return read_series(wanted, stat); });
  Json results = Json::array();
  for (const MetricQuery& query : queries) {
    if (!query.return_data) continue;
    const auto period = query.stat ? query.stat->period : period_of(queries);
    const auto value = run.value_of(query.id);
    if (!value || std::holds_alternative<double>(*value)) {
      return core::ApiError{"ValidationError",
                            "Error in expression '" + query.id + "': the result is no time series"};
    }
    add_results(wanted, query, period, *value, results);
  }
  return Json{{"MetricDataResults", std::move(results)}, {"Messages", Json::array()}};
}

}  // namespace spillway::cloudwatch
