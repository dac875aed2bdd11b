// What a scenario says of the code behind the template's resources, held against the template.
// Internal to check_scenario.cpp.
#pragma once

#include <map>
#include <string>

#include "emulator/cloudformation/stack.hpp"
#include "emulator/document/document.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

/// The `code` section by logical id: each function and task definition has code, and nothing else
/// has. Its keys are logical ids, names that the template gives, or paths of CDK constructs, with
/// or without the stack's name: "Web/Function".
std::map<std::string, Code> resolve_code(const Scenario& scenario,
                                         const cloudformation::Outline& outline,
                                         document::Diagnostics& errors);

}  // namespace spillway::harness
