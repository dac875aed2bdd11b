#include "emulator/cloudwatch/composite_alarm.hpp"

#include "emulator/cloudwatch/alarm_events.hpp"
#include "emulator/cloudwatch/wording.hpp"

namespace spillway::cloudwatch {
namespace {

Json state_of(const StateRecord& state) {
  Json json;
  json["value"] = name_of(state.value);
  json["reason"] = state.reason;
  if (!state.reason_data.empty()) json["reasonData"] = state.reason_data;
  json["timestamp"] = event_timestamp(state.timestamp);
  return json;
}

void set_rule(Json& json, const CompositeConfiguration& configuration) {
  json["alarmRule"] = configuration.rule.text();
  if (configuration.suppressor.empty()) return;
  json["actionsSuppressor"] = configuration.suppressor_given;
  json["actionsSuppressorWaitPeriod"] = configuration.wait_period.count();
  json["actionsSuppressorExtensionPeriod"] = configuration.extension_period.count();
}

Json configuration_of(const CompositeAlarm& alarm) {
  const CompositeConfiguration& c = alarm.configuration;
  Json json;
  set_rule(json, c);
  json["actionsEnabled"] = c.actions_enabled;
  json["alarmName"] = c.name;
  if (c.description) json["description"] = *c.description;
  json["timestamp"] = event_timestamp(alarm.configuration_updated);
  const auto set = [&](const char* member, AlarmState state) {
    json[member] = Json(c.actions[static_cast<std::size_t>(state)]);
  };
  set("okActions", AlarmState::ok);
  set("alarmActions", AlarmState::alarm);
  set("insufficientDataActions", AlarmState::insufficient_data);
  return json;
}

}  // namespace

std::string_view name_of(Suppression suppression) {
  switch (suppression) {
    case Suppression::none:
      return "";
    case Suppression::wait_period:
      return "WaitPeriod";
    case Suppression::alarm:
      return "Alarm";
    case Suppression::extension_period:
      return "ExtensionPeriod";
  }
  return "";
}

Json composite_change_detail(const CompositeAlarm& alarm, const StateRecord& previous) {
  Json state;
  if (alarm.suppressed_by != Suppression::none) {
    const std::string by(name_of(alarm.suppressed_by));
    state["actionsSuppressedBy"] = by;
    state["actionsSuppressedReason"] = "Actions suppressed by " + by;
  }
  state.update(state_of(alarm.state));
  Json configuration;
  if (alarm.configuration.description) {
    configuration["description"] = *alarm.configuration.description;
  }
  set_rule(configuration, alarm.configuration);
  return {{"alarmName", alarm.configuration.name},
          {"configuration", std::move(configuration)},
          {"previousState", state_of(previous)},
          {"state", std::move(state)}};
}

core::BusEvent composite_configuration_event(const CompositeAlarm& alarm,
                                             std::string_view operation,
                                             const CompositeAlarm* previous) {
  Json before;
  if (previous != nullptr) before = configuration_of(*previous);
  return configuration_change_event(alarm.arn, alarm.configuration.name, operation, alarm.state,
                                    configuration_of(alarm), std::move(before));
}

}  // namespace spillway::cloudwatch
