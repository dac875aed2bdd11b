// The environment of a child: what AWS sets, what the function or task definition adds, what a
// program needs of the machine that it runs on, and what the user's own file says.
//
// Pure functions. Whoever may call the API may set the variables of a function or a task, but must
// not be able to name a program thereby: variables that make a loader, a shell or an interpreter
// run something are left out, unless the user's own file sets them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/live/program.hpp"

namespace spillway::live {

using Variables = std::map<std::string, std::string, std::less<>>;

/// Does a variable of that name make programs run others, or can it be no variable at all?
bool names_a_program(std::string_view variable);

struct ChildEnvironment {
  Variables variables;
  std::vector<std::string> left_out;  ///< names of what was not passed on
};

/// `machine`: PATH, HOME and the like, of the emulator's own.
ChildEnvironment child_environment(const Variables& from_aws, const Variables& machine,
                                   const Program& program);

}  // namespace spillway::live
