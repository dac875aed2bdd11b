// Alarm actions: which an alarm may have, and what a function is told (aws-facts C1.9).
//
// Pure functions, any thread.
#pragma once

#include <string>
#include <vector>

#include "emulator/cloudwatch/alarm.hpp"
#include "emulator/cloudwatch/ports.hpp"
#include "emulator/core/context.hpp"
#include "emulator/core/params.hpp"

namespace spillway::cloudwatch {

/// "OKActions", "AlarmActions" or "InsufficientDataActions".
const char* member_of(AlarmState state);

/// Reads all three lists. Functions and scaling policies are the only
/// actions that are modelled.
ActionLists read_actions(core::Params& params, const core::Account& account,
                         const std::string& operation);

/// Sets all three lists in an answer.
void set_actions(Json& answer, const ActionLists& actions);

/// The event that a function gets: JSON text. `detail` is that of the event to the bus.
std::string action_payload(const std::string& alarm_arn, WallTime changed_at, const Json& detail,
                           const core::Account& account);

/// What the action's service answered; empty if it accepted.
std::string error_of(ActionOutcome outcome, const std::string& action);

/// HistorySummary and HistoryData of an action.
std::string action_summary(const std::string& action, const std::string& error);
std::string action_data(WallTime changed_at, const std::string& action, const std::string& payload,
                        const std::string& error);

}  // namespace spillway::cloudwatch
