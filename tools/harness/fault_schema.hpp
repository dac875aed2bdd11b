// The JSON Schema of the `faults` section. Internal to schema.cpp.
#pragma once

#include "runtime/json.hpp"

namespace spillway::harness {

Json make_faults_schema();

}  // namespace spillway::harness
