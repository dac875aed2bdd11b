// What a scenario says of the template's resources, held against the template. Internal to
// check_scenario.cpp.
#pragma once

#include "emulator/cloudformation/stack.hpp"
#include "emulator/document/document.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

/// The names of resources in expectations: a logical id of the right type, or the name that the
/// template gives.
void check_names(const Scenario& scenario, const cloudformation::Outline& outline,
                 document::Diagnostics& errors);

}  // namespace spillway::harness
