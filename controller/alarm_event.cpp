#include "controller/alarm_event.hpp"

#include "runtime/json.hpp"

namespace spillway::controller {
namespace {

template <class T>
using Parsed = boost::system::result<T, FunctionError>;

FunctionError bad_event(const std::string& why) {
  return {"Function.BadEvent", "The event is no CloudWatch Alarm State Change: " + why + "."};
}

Parsed<std::string> text_at(const Json& event, const std::string& place) {
  const Json::json_pointer pointer(place);
  if (!event.contains(pointer) || !event.at(pointer).is_string()) {
    return bad_event(place.substr(1) + " is missing or no string");
  }
  return event.at(pointer).get<std::string>();
}

Parsed<AlarmState> state_at(const Json& event, const std::string& place) {
  const auto text = text_at(event, place);
  if (!text) return text.error();
  for (const auto state : {AlarmState::ok, AlarmState::alarm, AlarmState::insufficient_data}) {
    if (to_text(state) == *text) return state;
  }
  return bad_event(place.substr(1) + " is '" + *text + "', not OK, ALARM or INSUFFICIENT_DATA");
}

// As an alarm's own action sends it, without EventBridge between (aws-facts C1.9).
bool is_action(const Json& event) {
  return event.contains("alarmData") && !event.contains("detail-type");
}

// Null error if the member has that text.
boost::system::result<void, FunctionError> expect_text(const Json& event, const std::string& place,
                                                       std::string_view wanted) {
  const auto text = text_at(event, place);
  if (!text) return text.error();
  if (*text == wanted) return {};
  return bad_event(place.substr(1) + " is '" + *text + "', not '" + std::string(wanted) + "'");
}

}  // namespace

std::string_view to_text(AlarmState state) {
  switch (state) {
    case AlarmState::ok:
      return "OK";
    case AlarmState::alarm:
      return "ALARM";
    case AlarmState::insufficient_data:
      return "INSUFFICIENT_DATA";
  }
  return {};
}

Parsed<AlarmEvent> parse_alarm_event(std::string_view payload) {
  const Json event = Json::parse(payload, nullptr, /*allow_exceptions=*/false);
  if (!event.is_object()) return bad_event("it is not a JSON object");
  if (auto it = expect_text(event, "/source", "aws.cloudwatch"); !it) return it.error();
  const bool action = is_action(event);
  if (!action) {
    auto it = expect_text(event, "/detail-type", "CloudWatch Alarm State Change");
    if (!it) return it.error();
  }
  const auto place = [action](const char* member) {
    return (action ? "/alarmData/" : "/detail/") + std::string(member);
  };
  const auto name = text_at(event, place("alarmName"));
  if (!name) return name.error();
  const auto state = state_at(event, place("state/value"));
  if (!state) return state.error();
  const auto previous = state_at(event, place("previousState/value"));
  if (!previous) return previous.error();
  return AlarmEvent{*name, *state, *previous};
}

}  // namespace spillway::controller
