// The state of a world's services, as their own Describe and List calls tell it. For people and for
// programs that look at a live emulator; nothing in a run depends on it.
#pragma once

#include "emulator/core/operation.hpp"
#include "runtime/json.hpp"

namespace spillway::world {

/// By service, each list under AWS's own name, and what a further call tells of an item in it:
/// {"elbv2": {"TargetGroups": [{..., "TargetHealthDescriptions": [...]}], ...}, ...}. Records
/// nothing.
Json state_of(const core::OperationRegistry& operations);

}  // namespace spillway::world
