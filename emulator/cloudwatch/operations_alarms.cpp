#include "emulator/cloudwatch/operations.hpp"
#include "emulator/cloudwatch/parameters.hpp"
#include "emulator/cloudwatch/put_composite_alarm.hpp"
#include "emulator/cloudwatch/put_metric_alarm.hpp"

namespace spillway::cloudwatch {
namespace {

constexpr char kValidation[] = "ValidationError";

core::ApiResult set_alarm_state(const AllAlarms& alarms, const Json& params) {
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
  if (!alarms.contains(name)) {
    return core::ApiError{"ResourceNotFound", "Alarm " + name + " does not exist", 404};
  }
  const AlarmState value_set = state.value_or(AlarmState::insufficient_data);
  if (alarms.metric.find(name) != nullptr) {
    alarms.metric.set_state(name, value_set, reason, data);
  } else {
    alarms.composite.set_state(name, value_set, reason, data);
  }
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

core::ApiResult delete_alarms(const AllAlarms& alarms, const Json& params) {
  const auto names = read_names(params, "cloudwatch:DeleteAlarms");
  if (names.has_error()) return names.error();
  for (const std::string& name : *names) {
    alarms.metric.remove(name);
    alarms.composite.remove(name);
  }
  return Json::object();
}

// Puts each alarm again whose actions are to be switched.
template <class Book>
void switch_actions(Book& book, const std::string& name, bool enable) {
  const auto* alarm = book.find(name);
  if (alarm == nullptr || alarm->configuration.actions_enabled == enable) return;
  auto configuration = alarm->configuration;
  configuration.actions_enabled = enable;
  book.put(std::move(configuration));
}

core::ApiResult enable_actions(const AllAlarms& alarms, const Json& params, bool enable) {
  const auto names = read_names(
      params, enable ? "cloudwatch:EnableAlarmActions" : "cloudwatch:DisableAlarmActions");
  if (names.has_error()) return names.error();
  for (const std::string& name : *names) {
    switch_actions(alarms.metric, name, enable);
    switch_actions(alarms.composite, name, enable);
  }
  return Json::object();
}

core::ApiResult put_metric_alarm(const AllAlarms& alarms, const Json& params) {
  auto alarm = read_alarm(params, alarms.metric.account());
  if (alarm.has_error()) return alarm.error();
  if (alarms.composite.find(alarm->name) != nullptr) {
    return core::ApiError{kValidation, "Alarm " + alarm->name + " is a composite alarm."};
  }
  alarms.metric.put(std::move(*alarm));
  return Json::object();
}

// UNSOURCED: the words for alarms that are not there.
core::ApiResult put_composite_alarm(const AllAlarms& alarms, const Json& params) {
  auto alarm = read_composite_alarm(params, alarms.metric.account());
  if (alarm.has_error()) return alarm.error();
  if (alarms.metric.find(alarm->name) != nullptr) {
    return core::ApiError{kValidation, "Alarm " + alarm->name + " is a metric alarm."};
  }
  std::vector<std::string> needed = alarm->rule.children();
  if (!alarm->suppressor.empty()) needed.push_back(alarm->suppressor);
  for (const std::string& name : needed) {
    if (alarms.contains(name) || name == alarm->name) continue;
    return core::ApiError{
        kValidation, "Could not save the composite alarm as alarm " + name + " does not exist."};
  }
  const std::string refused = alarms.composite.check(*alarm);
  if (!refused.empty()) return core::not_modelled(refused);
  alarms.composite.put(std::move(*alarm));
  return Json::object();
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

void add_alarm_operations(core::OperationRegistry& operations, const AllAlarms& alarms) {
  const auto add = [&](const char* action, auto handler) {
    operations.add(
        "cloudwatch", action,
        [alarms, handler](const Json& params, const core::CallContext&) {
          return handler(alarms, params);
        },
        [alarms](const Json& params) { return arns(alarms.metric, params); });
  };
  add("PutMetricAlarm", put_metric_alarm);
  add("PutCompositeAlarm", put_composite_alarm);
  add("DescribeAlarms", describe_alarms);
  add("DeleteAlarms", delete_alarms);
  add("SetAlarmState", set_alarm_state);
  add("EnableAlarmActions",
      [](const AllAlarms& all, const Json& params) { return enable_actions(all, params, true); });
  add("DisableAlarmActions",
      [](const AllAlarms& all, const Json& params) { return enable_actions(all, params, false); });
  add("DescribeAlarmHistory", describe_alarm_history);
}

}  // namespace spillway::cloudwatch
