// The JSON Schema of scenario files, for editors: scenarios/scenario.schema.json is this, written
// down.
#pragma once

#include "runtime/json.hpp"

namespace spillway::harness {

Json make_scenario_schema();

}  // namespace spillway::harness
