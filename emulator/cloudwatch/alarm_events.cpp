#include "emulator/cloudwatch/alarm_events.hpp"

#include <cmath>

#include "emulator/cloudwatch/wording.hpp"

namespace spillway::cloudwatch {
namespace {

Json metric_stat(const MetricStat& stat) {
  Json dimensions = Json::object();
  for (const auto& [name, value] : stat.key.dimensions) dimensions[name] = value;
  Json json;
  json["metric"] = {{"dimensions", std::move(dimensions)},
                    {"name", stat.key.name},
                    {"namespace", stat.key.name_space}};
  json["period"] = stat.period.count();
  json["stat"] = name_of(stat.statistic);
  if (!stat.unit.empty()) json["unit"] = stat.unit;
  return json;
}

// With metric math as in CWUG/cloudwatch-and-eventbridge, "metric math alarm".
Json metrics_of(const Alarm& alarm) {
  const AlarmConfiguration& c = alarm.configuration;
  if (c.queries.empty()) {
    Json query = {{"id", alarm.metric_query_id},
                  {"metricStat", metric_stat({c.metric, c.period, c.statistic, c.unit})},
                  {"returnData", true}};
    return Json::array({std::move(query)});
  }
  Json list = Json::array();
  for (const MetricQuery& query : c.queries) {
    Json item = Json::object();
    if (query.expression) item["expression"] = query.expression->text();
    item["id"] = query.id;
    if (query.label) item["label"] = *query.label;
    if (query.stat) item["metricStat"] = metric_stat(*query.stat);
    item["returnData"] = query.return_data;
    list.push_back(std::move(item));
  }
  return list;
}

Json state_of(const StateRecord& state) {
  Json result;
  result["reason"] = state.reason;
  if (!state.reason_data.empty()) result["reasonData"] = state.reason_data;
  result["timestamp"] = event_timestamp(state.timestamp);
  result["value"] = name_of(state.value);
  return result;
}

// The documented samples print a whole threshold without a fraction.
Json threshold_of(double threshold) {
  if (threshold == std::trunc(threshold) && std::abs(threshold) < 9e15) {
    return static_cast<std::int64_t>(threshold);
  }
  return threshold;
}

Json configuration_of(const Alarm& alarm) {
  const AlarmConfiguration& configuration = alarm.configuration;
  Json result;
  result["evaluationPeriods"] = configuration.evaluation_periods;
  if (configuration.datapoints_to_alarm) {
    result["datapointsToAlarm"] = *configuration.datapoints_to_alarm;
  }
  result["threshold"] = threshold_of(configuration.threshold);
  result["comparisonOperator"] = name_of(configuration.comparison);
  if (configuration.treat_missing_data) {
    result["treatMissingData"] = name_of(*configuration.treat_missing_data);
  }
  result["metrics"] = metrics_of(alarm);
  result["alarmName"] = configuration.name;
  if (configuration.description) result["description"] = *configuration.description;
  result["actionsEnabled"] = configuration.actions_enabled;
  result["timestamp"] = event_timestamp(alarm.configuration_updated);
  const auto set_actions = [&](const char* member, AlarmState state) {
    result[member] = Json(configuration.actions[static_cast<std::size_t>(state)]);
  };
  set_actions("okActions", AlarmState::ok);
  set_actions("alarmActions", AlarmState::alarm);
  set_actions("insufficientDataActions", AlarmState::insufficient_data);
  return result;
}

}  // namespace

Json state_change_detail(const Alarm& alarm, const StateRecord& previous) {
  Json configuration = Json::object();
  if (alarm.configuration.description) {
    configuration["description"] = *alarm.configuration.description;
  }
  configuration["metrics"] = metrics_of(alarm);
  return {{"alarmName", alarm.configuration.name},
          {"configuration", std::move(configuration)},
          {"previousState", state_of(previous)},
          {"state", state_of(alarm.state)}};
}

core::BusEvent configuration_change_event(const std::string& arn, const std::string& name,
                                          std::string_view operation, const StateRecord& state,
                                          Json configuration, Json previous) {
  Json detail;
  detail["alarmName"] = name;
  detail["operation"] = operation;
  detail["state"] = {{"value", name_of(state.value)},
                     {"timestamp", event_timestamp(state.timestamp)}};
  detail["configuration"] = std::move(configuration);
  if (!previous.is_null()) detail["previousConfiguration"] = std::move(previous);
  return {"aws.cloudwatch", "CloudWatch Alarm Configuration Change", {arn}, std::move(detail)};
}

core::BusEvent configuration_change_event(const Alarm& alarm, std::string_view operation,
                                          const Alarm* previous) {
  Json before;
  if (previous != nullptr) before = configuration_of(*previous);
  return configuration_change_event(alarm.arn, alarm.configuration.name, operation, alarm.state,
                                    configuration_of(alarm), std::move(before));
}

}  // namespace spillway::cloudwatch
