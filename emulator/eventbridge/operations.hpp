// The API operations of EventBridge. Called once, by EventBridge's constructor; the bus must
// outlive the registry's use.
#pragma once

#include "emulator/core/operation.hpp"
#include "emulator/core/params.hpp"
#include "emulator/eventbridge/bus.hpp"

namespace spillway::eventbridge {

/// PutRule, DeleteRule, EnableRule, DisableRule, DescribeRule, ListRules, PutTargets,
/// RemoveTargets, ListTargetsByRule.
void add_rule_operations(core::OperationRegistry& operations, Bus& bus);

/// PutEvents, TestEventPattern.
void add_event_operations(core::OperationRegistry& operations, Bus& bus);

/// Reads "EventBusName"; any bus but the default one is an error.
void read_bus_name(core::Params& params, const Bus& bus);

/// InvalidEventPatternException, or our own refusal.
core::ApiError pattern_api_error(const PatternError& error);

}  // namespace spillway::eventbridge
