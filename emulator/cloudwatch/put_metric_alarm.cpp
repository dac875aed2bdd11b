#include "emulator/cloudwatch/put_metric_alarm.hpp"

#include <algorithm>
#include <cmath>

#include "emulator/cloudwatch/alarm_actions.hpp"
#include "emulator/cloudwatch/parameters.hpp"
#include "emulator/core/metric_catalogue.hpp"
#include "emulator/document/document.hpp"

namespace spillway::cloudwatch {
namespace {

const std::string kOperation = "cloudwatch:PutMetricAlarm";
constexpr std::size_t kMaximumQueries = 20;  // UNSOURCED

void refuse_what_is_not_modelled(core::Params& p) {
  for (const char* name :
       {"ExtendedStatistic", "EvaluateLowSampleCountPercentile", "ThresholdMetricId",
        "EvaluationCriteria", "EvaluationInterval", "EvaluationWindow", "WarmUpConfiguration"}) {
    if (p.has(name)) p.fail(core::not_modelled(std::string(name) + " of " + kOperation));
  }
}

// What is not published mostly exists on AWS: only a slip of the pen is worth a hint.
std::string remedy(const std::string& name, const std::vector<std::string>& candidates) {
  constexpr std::size_t kSlip = 2;
  const auto near = document::nearest(name, candidates, kSlip);
  return near ? "did you mean " + *near + "?" : "";
}

// An alarm on what no service here publishes would never have data, and nobody would know why.
void refuse_unpublished(core::Params& p, const core::MetricKey& key,
                        const std::string& where = {}) {
  if (!core::is_aws_namespace(key.name_space)) return;
  const auto published = core::published_metrics(key.name_space);
  // Of a service with three letters, like SNS and SQS, a slip makes another one.
  const bool is_short = key.name_space.size() <= std::string_view("AWS/SQS").size();
  if (published.empty()) {
    p.fail(
        core::with_hint(core::not_modelled("an alarm on the Namespace " + key.name_space + where),
                        is_short ? "" : remedy(key.name_space, core::published_namespaces())));
  } else if (!core::is_published(key.name_space, key.name)) {
    p.fail(core::with_hint(core::not_modelled("an alarm on the MetricName " + key.name + " of " +
                                              key.name_space + where),
                           remedy(key.name, published)));
  }
  if (key.name_space != "AWS/ApplicationELB") return;
  for (const auto& [name, value] : key.dimensions) {
    if (name == "AvailabilityZone") {
      p.fail(core::not_modelled("an alarm on AWS/ApplicationELB by the dimension " + name + where));
    }
  }
}

// "Metrics": what the alarm watches is the one of them that returns data.
void read_queries(core::Params& p, AlarmConfiguration& alarm) {
  for (const char* name :
       {"MetricName", "Namespace", "Dimensions", "Period", "Unit", "Statistic"}) {
    if (p.has(name)) {
      p.fail(std::string("The parameters Metrics and ") + name + " must not both be given.");
    }
  }
  alarm.queries = read_metric_queries(p, "Metrics", kOperation, kMaximumQueries);
  if (p.failed()) return;
  for (const auto& query : alarm.queries) {
    if (query.stat) refuse_unpublished(p, query.stat->key, " in Metrics");
  }
  const auto returning = std::count_if(alarm.queries.begin(), alarm.queries.end(),
                                       [](const auto& query) { return query.return_data; });
  if (returning != 1) {
    p.fail("Exactly one element of the metrics list should return data.");
    return;
  }
  alarm.period = period_of(alarm.queries);
  MetricQueryRun run(alarm.queries, 1, [](const MetricStat&) { return Series(1, 1.0); });
  const auto value = run.value_of(watched_by(alarm.queries).id);
  if (value && !std::holds_alternative<Series>(*value)) {
    p.fail("The expression for an alarm must return a single time series.");
  }
}

void read_statistic(core::Params& p, AlarmConfiguration& alarm) {
  alarm.metric = read_metric(p, kOperation);
  refuse_unpublished(p, alarm.metric);
  alarm.unit = read_unit(p);
  const std::string statistic = p.string("Statistic");
  if (const auto known = statistic_from(statistic)) {
    alarm.statistic = *known;
  } else {
    p.fail("The value " + statistic + " for parameter Statistic is invalid.");
  }
}

// Periods and their number: the limits of aws-facts C1.
void read_periods(core::Params& p, AlarmConfiguration& alarm) {
  constexpr std::int64_t kHour = 3600;
  constexpr std::int64_t kDay = 24 * kHour;
  constexpr std::int64_t kWeek = 7 * kDay;
  const std::int64_t period =
      alarm.queries.empty() ? p.integer("Period", 1, kWeek) : alarm.period.count();
  if (period != 10 && period != 20 && period != 30 && period % 60 != 0) {
    p.fail("Period must be 10, 20, 30 or a multiple of 60");
  }
  const std::int64_t n = p.integer("EvaluationPeriods", 1, kWeek);
  if (period < kHour && n * period > kDay) {
    p.fail(
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= "
        "86400).");
  }
  if (n * period > kWeek) {
    p.fail(
        "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= "
        "604800).");
  }
  alarm.period = std::chrono::seconds(period);
  alarm.evaluation_periods = n;
  alarm.datapoints_to_alarm = p.optional_integer("DatapointsToAlarm", 1, kWeek);
  if (alarm.m() > n) {
    p.fail("DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
  }
}

void read_comparison(core::Params& p, AlarmConfiguration& alarm) {
  const std::string comparison = p.string("ComparisonOperator");
  for (const char* band : {"LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold",
                           "GreaterThanUpperThreshold"}) {
    if (comparison == band) {
      p.fail(core::not_modelled("the ComparisonOperator " + comparison + " (anomaly detection)"));
    }
  }
  if (const auto known = comparison_from(comparison)) {
    alarm.comparison = *known;
  } else {
    p.fail("The value " + comparison + " for parameter ComparisonOperator is invalid.");
  }
  const auto threshold = p.optional_number("Threshold");
  if (!threshold) p.fail("The parameter Threshold is required.");
  alarm.threshold = threshold.value_or(0);
  if (!std::isfinite(alarm.threshold)) p.fail("The parameter Threshold must be a finite number.");
}

}  // namespace

boost::system::result<AlarmConfiguration, core::ApiError> read_alarm(const Json& params,
                                                                     const core::Account& account) {
  core::Params p(params, kOperation, "ValidationError");
  AlarmConfiguration alarm;
  refuse_what_is_not_modelled(p);
  alarm.name = read_alarm_name(p);
  alarm.description = read_description(p);
  alarm.actions_enabled = p.optional_boolean("ActionsEnabled").value_or(true);
  alarm.actions = read_actions(p, account, kOperation);
  p.has("Metrics") ? read_queries(p, alarm) : read_statistic(p, alarm);
  read_periods(p, alarm);
  read_comparison(p, alarm);
  if (const auto treatment = p.optional_string("TreatMissingData")) {
    alarm.treat_missing_data = missing_data_from(*treatment);
    if (!alarm.treat_missing_data) {
      p.fail("The value '" + *treatment +
             "' for parameter TreatMissingData is not one of [breaching, notBreaching, ignore, "
             "missing].");
    }
  }
  p.inert("Tags");
  if (auto error = p.finish()) return std::move(*error);
  return alarm;
}

}  // namespace spillway::cloudwatch
