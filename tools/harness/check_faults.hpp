// The calls that a scenario's faults refuse, held against those that are modelled. Internal to
// check_scenario.cpp.
#pragma once

#include "emulator/document/document.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

void check_faults(const Scenario& scenario, document::Diagnostics& errors);

}  // namespace spillway::harness
