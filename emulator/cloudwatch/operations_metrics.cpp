#include "emulator/cloudwatch/operations.hpp"
#include "emulator/cloudwatch/parameters.hpp"
#include "emulator/cloudwatch/put_metric_data.hpp"

namespace spillway::cloudwatch {
namespace {

constexpr char kInvalid[] = "InvalidParameterValue";
constexpr std::int64_t kMaximumStatisticsPoints = 1440;
constexpr std::int64_t kMaximumDataPoints = 100'800;
constexpr std::size_t kMaximumQueries = 500;
constexpr std::size_t kListPage = 500;

core::ApiError invalid(std::string code, std::string message) {
  return {std::move(code), std::move(message)};
}

std::chrono::seconds read_period(core::Params& p) {
  const std::int64_t period = p.integer("Period", 1, std::int64_t{86'400} * 365);
  if (period == 1 || period == 5 || period == 10 || period == 20 || period == 30) {
    p.fail(core::not_modelled("a Period below 60 seconds in a query"));
  } else if (period % 60 != 0) {
    p.fail("The parameter Period must be a multiple of 60.");
  }
  return std::chrono::seconds(period);
}

struct TimeRange {
  WallTime start;
  WallTime end;
};

// Start and end, at whole minutes as data of the last 15 days is kept.
TimeRange read_time_range(core::Params& p) {
  const auto start = read_timestamp(p, "StartTime");
  const auto end = read_timestamp(p, "EndTime");
  if (!start || !end) {
    p.fail(invalid("MissingParameter", "The parameters StartTime and EndTime are required."));
    return {};
  }
  if (*start >= *end) {
    p.fail(invalid("InvalidParameterCombination",
                   "The parameter StartTime must be less than the parameter EndTime."));
  }
  return {std::chrono::floor<std::chrono::minutes>(*start), *end};
}

std::int64_t points_in(const TimeRange& range, Duration period) {
  return (range.end - range.start + period - Duration(1)) / period;
}

core::ApiResult get_metric_statistics(const MetricStore& store, const Json& params) {
  core::Params p(params, "cloudwatch:GetMetricStatistics", kInvalid);
  const core::MetricKey key = read_metric(p, "cloudwatch:GetMetricStatistics");
  const std::chrono::seconds period = read_period(p);
  const TimeRange range = read_time_range(p);
  const std::string unit = read_unit(p);
  std::vector<Statistic> statistics;
  for (const std::string& name : p.strings("Statistics")) {
    const auto statistic = statistic_from(name);
    if (statistic) statistics.push_back(*statistic);
    if (!statistic) p.fail("The value " + name + " for parameter Statistics is invalid.");
  }
  if (p.has("ExtendedStatistics")) p.fail(core::not_modelled("percentile statistics"));
  if (statistics.empty()) {
    p.fail(
        invalid("MissingParameter", "The parameter Statistics or ExtendedStatistics is required."));
  }
  if (!p.failed() && points_in(range, period) > kMaximumStatisticsPoints) {
    p.fail(invalid("InvalidParameterCombination",
                   "You have requested up to " + std::to_string(points_in(range, period)) +
                       " datapoints, which exceeds the limit of 1440. You may reduce the "
                       "datapoints requested by increasing Period, or decreasing the time range."));
  }
  if (auto error = p.finish()) return *error;

  Json datapoints = Json::array();
  for (const auto& listed : store.list()) {
    if (*listed.key != key) continue;
    for (const std::string& its_unit : listed.units) {
      if (!unit.empty() && unit != its_unit) continue;
      for (WallTime begin = range.start; begin < range.end; begin += period) {
        const auto data =
            store.query(key, its_unit, begin, std::min<WallTime>(begin + period, range.end));
        if (!data) continue;
        Json datapoint = {{"Timestamp", timestamp(begin)}};
        for (const Statistic statistic : statistics) {
          datapoint[std::string(name_of(statistic))] = data->value(statistic);
        }
        datapoint["Unit"] = its_unit;
        datapoints.push_back(std::move(datapoint));
      }
    }
  }
  return Json{{"Label", key.name}, {"Datapoints", std::move(datapoints)}};
}

struct MetricStatQuery {
  std::string id;
  std::string label;
  bool return_data = true;
  core::MetricKey key;
  std::chrono::seconds period{60};
  Statistic statistic = Statistic::average;
  std::string unit;
};

MetricStatQuery read_query(core::Params& outer, const Json& item) {
  const std::string operation = "cloudwatch:GetMetricData";
  core::Params p(item, operation, kInvalid, "MetricDataQueries[].");
  MetricStatQuery query;
  query.id = p.string("Id");
  const auto label = p.optional_string("Label");
  query.return_data = p.optional_boolean("ReturnData").value_or(true);
  if (p.has("Expression"))
    p.fail(core::not_modelled("an Expression (metric math) of " + operation));
  const Json* stat = p.object("MetricStat");
  if (stat == nullptr) p.fail("The parameter MetricDataQueries[].MetricStat is required.");
  if (stat != nullptr) {
    core::Params inner(*stat, operation, kInvalid, "MetricStat.");
    if (const Json* metric = inner.object("Metric")) {
      core::Params key(*metric, operation, kInvalid, "Metric.");
      query.key = read_metric(key, operation);
      if (auto error = key.finish()) inner.fail(*error);
    } else {
      inner.fail("The parameter MetricStat.Metric is required.");
    }
    query.period = read_period(inner);
    const std::string name = inner.string("Stat");
    const auto statistic = statistic_from(name);
    if (!statistic) inner.fail(core::not_modelled("the Stat " + name + " of " + operation));
    query.statistic = statistic.value_or(Statistic::average);
    query.unit = read_unit(inner);
    if (auto error = inner.finish()) p.fail(*error);
  }
  if (auto error = p.finish()) outer.fail(*error);
  query.label = label.value_or(query.key.name);
  return query;
}

Json run_query(const MetricStore& store, const MetricStatQuery& query, const TimeRange& range,
               bool ascending) {
  std::vector<double> timestamps;
  std::vector<double> values;
  for (WallTime begin = range.start; begin < range.end; begin += query.period) {
    const auto data = store.query(query.key, query.unit, begin,
                                  std::min<WallTime>(begin + query.period, range.end));
    if (!data) continue;
    timestamps.push_back(timestamp(begin));
    values.push_back(data->value(query.statistic));
  }
  if (!ascending) {
    std::reverse(timestamps.begin(), timestamps.end());
    std::reverse(values.begin(), values.end());
  }
  return {{"Id", query.id},
          {"Label", query.label},
          {"Timestamps", timestamps},
          {"Values", values},
          {"StatusCode", "Complete"}};
}

core::ApiResult get_metric_data(const MetricStore& store, const Json& params) {
  core::Params p(params, "cloudwatch:GetMetricData", kInvalid);
  const TimeRange range = read_time_range(p);
  const auto order = p.optional_choice("ScanBy", {"TimestampDescending", "TimestampAscending"});
  std::vector<MetricStatQuery> queries;
  const Json* list = p.array("MetricDataQueries");
  if (list == nullptr || list->empty() || list->size() > kMaximumQueries) {
    p.fail("The collection MetricDataQueries must have a size from 1 to 500.");
  } else {
    for (const Json& item : *list) queries.push_back(read_query(p, item));
  }
  std::int64_t points = 0;
  if (!p.failed()) {
    for (const auto& query : queries) points += points_in(range, query.period);
  }
  if (points > kMaximumDataPoints) {
    p.fail(core::not_modelled("a GetMetricData call of more than 100,800 data points"));
  }
  if (auto error = p.finish()) return *error;

  Json results = Json::array();
  for (const auto& query : queries) {
    if (!query.return_data) continue;
    results.push_back(run_query(store, query, range, order == "TimestampAscending"));
  }
  return Json{{"MetricDataResults", std::move(results)}, {"Messages", Json::array()}};
}

// A filter names a dimension, and perhaps its value.
bool has_dimensions(
    const core::Dimensions& dimensions,
    const std::vector<std::pair<std::string, std::optional<std::string>>>& filters) {
  for (const auto& [name, value] : filters) {
    const bool found = std::any_of(dimensions.begin(), dimensions.end(), [&](const auto& pair) {
      return pair.first == name && (!value || pair.second == *value);
    });
    if (!found) return false;
  }
  return true;
}

core::ApiResult list_metrics(const MetricStore& store, const Json& params, WallTime now) {
  core::Params p(params, "cloudwatch:ListMetrics", kInvalid);
  const auto name_space = p.optional_string("Namespace");
  const auto name = p.optional_string("MetricName");
  const bool recent = p.optional_choice("RecentlyActive", {"PT3H"}).has_value();
  std::vector<std::pair<std::string, std::optional<std::string>>> filters;
  if (const Json* list = p.array("Dimensions")) {
    for (const Json& item : *list) {
      core::Params filter(item, "cloudwatch:ListMetrics", kInvalid, "Dimensions[].");
      std::string dimension = filter.string("Name");
      filters.emplace_back(std::move(dimension), filter.optional_string("Value"));
      if (auto error = filter.finish()) p.fail(*error);
    }
  }
  const Page page = read_page(p, kListPage);
  if (auto error = p.finish()) return *error;

  Json metrics = Json::array();
  std::size_t matching = 0;
  for (const auto& listed : store.list()) {
    const core::MetricKey& key = *listed.key;
    if ((name_space && key.name_space != *name_space) || (name && key.name != *name)) continue;
    if (!has_dimensions(key.dimensions, filters)) continue;
    if (recent && store.newest(key).value_or(WallTime{}) < now - std::chrono::hours(3)) continue;
    if (!page.holds(matching++)) continue;
    metrics.push_back({{"Namespace", key.name_space},
                       {"MetricName", key.name},
                       {"Dimensions", dimensions_json(key.dimensions)}});
  }
  Json answer = {{"Metrics", std::move(metrics)}};
  page.set_next_token(answer, matching);
  return answer;
}

// Custom metrics get a delay of their own, counted from the call.
class MetricDataPublisher {
 public:
  MetricDataPublisher(core::Context& context, const Settings& settings, MetricStore& store)
      : context_(context),
        settings_(settings),
        store_(store),
        rng_(context.runtime.rng("cloudwatch/custom-visibility")) {}

  core::ApiResult put(const Json& params) {
    auto data = read_metric_data(params, store_.wall(context_.runtime.now()));
    if (data.has_error()) return data.error();
    const Duration delay = settings_.custom_visibility_delay.sample(rng_);
    if (delay <= Duration::zero()) {
      store(*data);
    } else {
      auto alive = std::weak_ptr<bool>(alive_);
      context_.runtime.call_after(delay, [this, alive, later = std::move(*data)] {
        if (!alive.expired()) store(later);
      });
    }
    return Json::object();
  }

 private:
  void store(const std::vector<MetricDatum>& data) {
    for (const MetricDatum& datum : data) {
      store_.add(store_.intern(datum.key, datum.unit, Visibility::at_once), datum.data,
                 datum.timestamp);
    }
  }

  core::Context& context_;
  const Settings& settings_;
  MetricStore& store_;
  Rng rng_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace

void add_metric_operations(core::Context& context, const Settings& settings, MetricStore& metrics) {
  auto publisher = std::make_shared<MetricDataPublisher>(context, settings, metrics);
  const auto add = [&](const char* action, auto handler) {
    context.operations.add(
        "cloudwatch", action,
        [handler](const Json& params, const core::CallContext&) { return handler(params); });
  };
  add("PutMetricData", [publisher](const Json& params) { return publisher->put(params); });
  add("GetMetricStatistics",
      [&metrics](const Json& params) { return get_metric_statistics(metrics, params); });
  add("GetMetricData", [&metrics](const Json& params) { return get_metric_data(metrics, params); });
  add("ListMetrics", [&metrics, &runtime = context.runtime](const Json& params) {
    return list_metrics(metrics, params, metrics.wall(runtime.now()));
  });
}

}  // namespace spillway::cloudwatch
