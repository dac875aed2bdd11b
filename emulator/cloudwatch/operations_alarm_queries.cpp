// DescribeAlarms and DescribeAlarmHistory.
#include <algorithm>

#include "emulator/cloudwatch/alarm_actions.hpp"
#include "emulator/cloudwatch/operations.hpp"
#include "emulator/cloudwatch/parameters.hpp"

namespace spillway::cloudwatch {
namespace {

constexpr char kValidation[] = "ValidationError";

Json describe(const Alarm& alarm) {
  const AlarmConfiguration& c = alarm.configuration;
  Json result;
  result["AlarmName"] = c.name;
  result["AlarmArn"] = alarm.arn;
  if (c.description) result["AlarmDescription"] = *c.description;
  result["AlarmConfigurationUpdatedTimestamp"] = timestamp(alarm.configuration_updated);
  result["ActionsEnabled"] = c.actions_enabled;
  set_actions(result, c.actions);
  result["StateValue"] = name_of(alarm.state.value);
  result["StateReason"] = alarm.state.reason;
  if (!alarm.state.reason_data.empty()) result["StateReasonData"] = alarm.state.reason_data;
  result["StateUpdatedTimestamp"] = timestamp(alarm.state.timestamp);
  if (c.queries.empty()) {
    result["MetricName"] = c.metric.name;
    result["Namespace"] = c.metric.name_space;
    result["Statistic"] = name_of(c.statistic);
    result["Dimensions"] = dimensions_json(c.metric.dimensions);
    result["Period"] = c.period.count();
    if (!c.unit.empty()) result["Unit"] = c.unit;
  } else {
    result["Metrics"] = metric_queries_json(c.queries);
  }
  result["EvaluationPeriods"] = c.evaluation_periods;
  if (c.datapoints_to_alarm) result["DatapointsToAlarm"] = *c.datapoints_to_alarm;
  result["Threshold"] = c.threshold;
  result["ComparisonOperator"] = name_of(c.comparison);
  if (c.treat_missing_data) result["TreatMissingData"] = name_of(*c.treat_missing_data);
  result["StateTransitionedTimestamp"] = timestamp(alarm.state.timestamp);
  return result;
}

Json describe(const CompositeAlarm& alarm) {
  const CompositeConfiguration& c = alarm.configuration;
  Json result;
  result["AlarmName"] = c.name;
  result["AlarmArn"] = alarm.arn;
  if (c.description) result["AlarmDescription"] = *c.description;
  result["AlarmRule"] = c.rule.text();
  result["AlarmConfigurationUpdatedTimestamp"] = timestamp(alarm.configuration_updated);
  result["ActionsEnabled"] = c.actions_enabled;
  set_actions(result, c.actions);
  result["StateValue"] = name_of(alarm.state.value);
  result["StateReason"] = alarm.state.reason;
  if (!alarm.state.reason_data.empty()) result["StateReasonData"] = alarm.state.reason_data;
  result["StateUpdatedTimestamp"] = timestamp(alarm.state.timestamp);
  result["StateTransitionedTimestamp"] = timestamp(alarm.state.timestamp);
  if (c.suppressor.empty()) return result;
  result["ActionsSuppressor"] = c.suppressor_given;
  result["ActionsSuppressorWaitPeriod"] = c.wait_period.count();
  result["ActionsSuppressorExtensionPeriod"] = c.extension_period.count();
  if (alarm.suppressed_by != Suppression::none) {
    const std::string by(name_of(alarm.suppressed_by));
    result["ActionsSuppressedBy"] = by;
    result["ActionsSuppressedReason"] = "Actions suppressed by " + by;
  }
  return result;
}

/// Which of AlarmTypes are asked for; metric alarms alone if none is named.
struct Types {
  bool metric = true;
  bool composite = false;
};
Types read_types(core::Params& p) {
  const std::vector<std::string> given = p.strings("AlarmTypes");
  if (given.empty()) return {};
  Types types{false, false};
  for (const std::string& type : given) {
    if (type == "MetricAlarm") {
      types.metric = true;
    } else if (type == "CompositeAlarm") {
      types.composite = true;
    } else {
      p.fail("The value " + type +
             " for parameter AlarmTypes is not one of [CompositeAlarm, MetricAlarm].");
    }
  }
  return types;
}

}  // namespace

core::ApiResult describe_alarms(const AllAlarms& all, const Json& params) {
  core::Params p(params, "cloudwatch:DescribeAlarms", kValidation);
  const bool by_name = p.has("AlarmNames");
  const std::vector<std::string> names = p.strings("AlarmNames");
  const auto prefix = p.optional_string("AlarmNamePrefix");
  if (by_name && prefix) p.fail("AlarmNames and AlarmNamePrefix must not both be given.");
  if (names.size() > 100) p.fail("The collection AlarmNames must not have more than 100 entries.");
  const auto state = p.optional_choice("StateValue", {"OK", "ALARM", "INSUFFICIENT_DATA"});
  const Types types = read_types(p);
  const auto maximum = p.optional_integer("MaxRecords", 1, 100).value_or(50);
  const Page page = read_page(p, static_cast<std::size_t>(maximum));
  if (auto error = p.finish()) return *error;

  Json metric = Json::array();
  Json composite = Json::array();
  std::size_t matching = 0;
  const auto list = [&](const auto& alarms, Json& into) {
    for (const auto& [name, alarm] : alarms) {
      const bool named = std::find(names.begin(), names.end(), name) != names.end();
      if (by_name && !named) continue;
      if (prefix && !name.starts_with(*prefix)) continue;
      if (state && name_of(alarm.state.value) != *state) continue;
      if (page.holds(matching++)) into.push_back(describe(alarm));
    }
  };
  if (types.composite) list(all.composite.alarms(), composite);
  if (types.metric) list(all.metric.alarms(), metric);
  Json answer = {{"CompositeAlarms", std::move(composite)}, {"MetricAlarms", std::move(metric)}};
  page.set_next_token(answer, matching);
  return answer;
}

core::ApiResult describe_alarm_history(const AllAlarms& all, const Json& params) {
  core::Params p(params, "cloudwatch:DescribeAlarmHistory", kValidation);
  const auto name = p.optional_string("AlarmName");
  const Types types = read_types(p);
  const auto type =
      p.optional_choice("HistoryItemType", {"ConfigurationUpdate", "StateUpdate", "Action"});
  const auto start = read_timestamp(p, "StartDate");
  const auto end = read_timestamp(p, "EndDate");
  const auto order = p.optional_choice("ScanBy", {"TimestampDescending", "TimestampAscending"});
  const auto maximum = p.optional_integer("MaxRecords", 1, 100).value_or(100);
  const Page page = read_page(p, static_cast<std::size_t>(maximum));
  if (auto error = p.finish()) return *error;

  std::vector<const HistoryItem*> matching;
  for (const HistoryItem& item : all.journal.history()) {
    const bool wanted = item.alarm_type == AlarmType::metric ? types.metric : types.composite;
    if (!wanted || (name && item.alarm != *name) || (type && item.type != *type)) continue;
    if ((start && item.timestamp < *start) || (end && item.timestamp >= *end)) continue;
    matching.push_back(&item);
  }
  if (order != "TimestampAscending") std::reverse(matching.begin(), matching.end());
  Json items = Json::array();
  for (std::size_t i = 0; i < matching.size(); ++i) {
    if (!page.holds(i)) continue;
    const HistoryItem& item = *matching[i];
    items.push_back({{"AlarmName", item.alarm},
                     {"AlarmType", name_of(item.alarm_type)},
                     {"Timestamp", timestamp(item.timestamp)},
                     {"HistoryItemType", item.type},
                     {"HistorySummary", item.summary},
                     {"HistoryData", item.data}});
  }
  Json answer = {{"AlarmHistoryItems", std::move(items)}};
  page.set_next_token(answer, matching.size());
  return answer;
}

}  // namespace spillway::cloudwatch
