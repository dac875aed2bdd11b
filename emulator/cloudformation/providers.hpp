// Providers: the functions that a template has for custom resources, with their roles. They work
// while a stack is deployed and never again. Private to this folder.
#pragma once

#include "emulator/cloudformation/template.hpp"

namespace spillway::cloudformation {

/// Gives provider_type() to each function that custom resources without influence name as their
/// ServiceToken, and nothing else uses: no code needs to stand behind it. So to the roles of those
/// functions alone, and to the policies of those roles.
void find_providers(Template& source);

}  // namespace spillway::cloudformation
