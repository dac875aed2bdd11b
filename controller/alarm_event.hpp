// The event that starts the controller: EventBridge's "CloudWatch Alarm State Change" (aws-facts
// C5), or what an alarm sends that has the controller as its action (aws-facts C1.9). Plain values
// and a pure function.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "runtime/invocation.hpp"

namespace spillway::controller {

enum class AlarmState { ok, alarm, insufficient_data };

/// "OK", "ALARM" or "INSUFFICIENT_DATA".
std::string_view to_text(AlarmState state);

struct AlarmEvent {
  std::string alarm_name;
  AlarmState state = AlarmState::ok;
  AlarmState previous = AlarmState::ok;
};

/// Anything else is an error of type "Function.BadEvent", which names the member.
boost::system::result<AlarmEvent, FunctionError> parse_alarm_event(std::string_view payload);

}  // namespace spillway::controller
