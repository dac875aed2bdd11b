#include "emulator/cloudwatch/operations.hpp"
#include "emulator/cloudwatch/parameters.hpp"
#include "emulator/cloudwatch/put_metric_data.hpp"

namespace spillway::cloudwatch {
namespace {

constexpr char kInvalid[] = "InvalidParameterValue";
constexpr std::int64_t kMaximumStatisticsPoints = 1440;
constexpr std::size_t kListPage = 500;

core::ApiError invalid(std::string code, std::string message) {
  return {std::move(code), std::move(message)};
}

std::chrono::seconds read_period(core::Params& p) {
  const std::int64_t period = p.integer("Period", 1, std::int64_t{86'400} * 365);
  const bool high_resolution =
      period == 1 || period == 5 || period == 10 || period == 20 || period == 30;
  if (!high_resolution && period % 60 != 0) {
    p.fail("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  }
  return std::chrono::seconds(period);
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
      store_.add(store_.intern(datum.key, datum.unit, Visibility::at_once, datum.grain), datum.data,
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
