// What a scenario's faults are aimed at, held against the calls that are modelled and against the
// template. Internal to check_scenario.cpp.
#pragma once

#include "emulator/cloudformation/stack.hpp"
#include "emulator/document/document.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

void check_faults(const Scenario& scenario, const cloudformation::Outline& outline,
                  document::Diagnostics& errors);

}  // namespace spillway::harness
