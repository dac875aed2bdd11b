// Alarm events: what CloudWatch sends to the default event bus about an alarm (aws-facts C5).
//
// Pure functions, any thread.
#pragma once

#include <string>
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
/// The same of any kind of alarm, from its configurations as the event shows them; `previous` is
/// null but of an update.
core::BusEvent configuration_change_event(const std::string& arn, const std::string& name,
                                          std::string_view operation, const StateRecord& state,
                                          Json configuration, Json previous);

}  // namespace spillway::cloudwatch
