// Alarm events: what CloudWatch sends to the default event bus about an alarm (aws-facts C5).
//
// Pure functions, any thread.
#pragma once

#include <string_view>

#include "emulator/cloudwatch/alarm.hpp"
#include "emulator/core/ports.hpp"

namespace spillway::cloudwatch {

/// "alarmName", "configuration", "state" and "previousState", as the event and a function that is
/// an action are told.
Json state_change_detail(const Alarm& alarm, const StateRecord& previous);

/// "CloudWatch Alarm Configuration Change". `operation` is "create", "update" or "delete";
/// `previous` is the alarm before an update, else null.
core::BusEvent configuration_change_event(const Alarm& alarm, std::string_view operation,
                                          const Alarm* previous);

}  // namespace spillway::cloudwatch
