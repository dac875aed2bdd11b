#include "emulator/cloudwatch/alarm_actions.hpp"
#include "emulator/cloudwatch/operations.hpp"
#include "emulator/cloudwatch/parameters.hpp"
#include "emulator/cloudwatch/put_metric_alarm.hpp"

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

core::ApiResult describe_alarms(const AlarmBook& book, const Json& params) {
  core::Params p(params, "cloudwatch:DescribeAlarms", kValidation);
  const bool by_name = p.has("AlarmNames");
  const std::vector<std::string> names = p.strings("AlarmNames");
  const auto prefix = p.optional_string("AlarmNamePrefix");
  if (by_name && prefix) p.fail("AlarmNames and AlarmNamePrefix must not both be given.");
  if (names.size() > 100) p.fail("The collection AlarmNames must not have more than 100 entries.");
  const auto state = p.optional_choice("StateValue", {"OK", "ALARM", "INSUFFICIENT_DATA"});
  const std::vector<std::string> types = p.strings("AlarmTypes");
  const bool metric_alarms =
      types.empty() || std::find(types.begin(), types.end(), "MetricAlarm") != types.end();
  const auto maximum = p.optional_integer("MaxRecords", 1, 100).value_or(50);
  const Page page = read_page(p, static_cast<std::size_t>(maximum));
  if (auto error = p.finish()) return *error;

  Json metric = Json::array();
  std::size_t matching = 0;
  for (const auto& entry : book.alarms()) {
    const std::string& name = entry.first;
    const Alarm& alarm = entry.second;
    const bool named = std::find(names.begin(), names.end(), name) != names.end();
    if (!metric_alarms || (by_name && !named)) continue;
    if (prefix && !name.starts_with(*prefix)) continue;
    if (state && name_of(alarm.state.value) != *state) continue;
    if (page.holds(matching++)) metric.push_back(describe(alarm));
  }
  Json answer = {{"CompositeAlarms", Json::array()}, {"MetricAlarms", std::move(metric)}};
  page.set_next_token(answer, matching);
  return answer;
}

core::ApiResult set_alarm_state(AlarmBook& book, const Json& params) {
  core::Params p(params, "cloudwatch:SetAlarmState", kValidation);
  const std::string name = p.string("AlarmName");
  const std::string value = p.string("StateValue");
  const std::string reason = p.string("StateReason");
  const std::string data = p.optional_string("StateReasonData").value_or("");
  const auto state = alarm_state_from(value);
  if (!state) p.fail("The value '" + value + "' for parameter StateValue is not supported.");
  if (reason.size() > 1023) p.fail("StateReason must not have more than 1023 characters.");
  if (data.size() > 4000) p.fail("StateReasonData must not have more than 4000 characters.");
  if (!data.empty() && !Json::accept(data)) {
    p.fail(core::ApiError{"InvalidFormat", "StateReasonData is not valid JSON"});
  }
  if (auto error = p.finish()) return *error;
  if (book.find(name) == nullptr) {
    return core::ApiError{"ResourceNotFound", "Alarm " + name + " does not exist", 404};
  }
  book.set_state(name, state.value_or(AlarmState::insufficient_data), reason, data);
  return Json::object();
}

boost::system::result<std::vector<std::string>, core::ApiError> read_names(
    const Json& params, const std::string& operation) {
  core::Params p(params, operation, kValidation);
  if (!p.has("AlarmNames")) p.fail("The parameter AlarmNames is required.");
  std::vector<std::string> names = p.strings("AlarmNames");
  if (names.size() > 100) p.fail("The collection AlarmNames must not have more than 100 entries.");
  if (auto error = p.finish()) return std::move(*error);
  return names;
}

core::ApiResult delete_alarms(AlarmBook& book, const Json& params) {
  const auto names = read_names(params, "cloudwatch:DeleteAlarms");
  if (names.has_error()) return names.error();
  for (const std::string& name : *names) book.remove(name);
  return Json::object();
}

core::ApiResult enable_actions(AlarmBook& book, const Json& params, bool enable) {
  const auto names = read_names(
      params, enable ? "cloudwatch:EnableAlarmActions" : "cloudwatch:DisableAlarmActions");
  if (names.has_error()) return names.error();
  for (const std::string& name : *names) {
    const Alarm* alarm = book.find(name);
    if (alarm == nullptr || alarm->configuration.actions_enabled == enable) continue;
    AlarmConfiguration configuration = alarm->configuration;
    configuration.actions_enabled = enable;
    book.put(std::move(configuration));
  }
  return Json::object();
}

core::ApiResult describe_history(const AlarmBook& book, const Json& params) {
  core::Params p(params, "cloudwatch:DescribeAlarmHistory", kValidation);
  const auto name = p.optional_string("AlarmName");
  const std::vector<std::string> types = p.strings("AlarmTypes");
  const auto type =
      p.optional_choice("HistoryItemType", {"ConfigurationUpdate", "StateUpdate", "Action"});
  const auto start = read_timestamp(p, "StartDate");
  const auto end = read_timestamp(p, "EndDate");
  const auto order = p.optional_choice("ScanBy", {"TimestampDescending", "TimestampAscending"});
  const auto maximum = p.optional_integer("MaxRecords", 1, 100).value_or(100);
  const Page page = read_page(p, static_cast<std::size_t>(maximum));
  if (auto error = p.finish()) return *error;

  std::vector<const HistoryItem*> matching;
  const bool metric_alarms =
      types.empty() || std::find(types.begin(), types.end(), "MetricAlarm") != types.end();
  for (const HistoryItem& item : book.history()) {
    if (!metric_alarms || (name && item.alarm != *name) || (type && item.type != *type)) continue;
    if ((start && item.timestamp < *start) || (end && item.timestamp >= *end)) continue;
    matching.push_back(&item);
  }
  if (order != "TimestampAscending") std::reverse(matching.begin(), matching.end());
  Json items = Json::array();
  for (std::size_t i = 0; i < matching.size(); ++i) {
    if (!page.holds(i)) continue;
    const HistoryItem& item = *matching[i];
    items.push_back({{"AlarmName", item.alarm},
                     {"AlarmType", "MetricAlarm"},
                     {"Timestamp", timestamp(item.timestamp)},
                     {"HistoryItemType", item.type},
                     {"HistorySummary", item.summary},
                     {"HistoryData", item.data}});
  }
  Json answer = {{"AlarmHistoryItems", std::move(items)}};
  page.set_next_token(answer, matching.size());
  return answer;
}

// The alarms' ARNs, which IAM checks a call against.
std::vector<std::string> arns(const AlarmBook& book, const Json& params) {
  std::vector<std::string> result;
  if (const auto name = params.find("AlarmName"); name != params.end() && name->is_string()) {
    result.push_back(book.arn_of(name->get<std::string>()));
  }
  if (const auto names = params.find("AlarmNames"); names != params.end() && names->is_array()) {
    for (const Json& name : *names) {
      if (name.is_string()) result.push_back(book.arn_of(name.get<std::string>()));
    }
  }
  return result;
}

}  // namespace

void add_alarm_operations(core::OperationRegistry& operations, AlarmBook& alarms) {
  const auto add = [&](const char* action, auto handler) {
    operations.add(
        "cloudwatch", action,
        [&alarms, handler](const Json& params, const core::CallContext&) {
          return handler(alarms, params);
        },
        [&alarms](const Json& params) { return arns(alarms, params); });
  };
  add("PutMetricAlarm", [](AlarmBook& book, const Json& params) -> core::ApiResult {
    auto alarm = read_alarm(params, book.account());
    if (alarm.has_error()) return alarm.error();
    book.put(std::move(*alarm));
    return Json::object();
  });
  add("DescribeAlarms", describe_alarms);
  add("DeleteAlarms", delete_alarms);
  add("SetAlarmState", set_alarm_state);
  add("EnableAlarmActions",
      [](AlarmBook& book, const Json& params) { return enable_actions(book, params, true); });
  add("DisableAlarmActions",
      [](AlarmBook& book, const Json& params) { return enable_actions(book, params, false); });
  add("DescribeAlarmHistory", describe_history);
}

}  // namespace spillway::cloudwatch
