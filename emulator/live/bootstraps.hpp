// What runs a function that names a Handler in Python or JavaScript: programs of ours, for the
// interpreters that the machine has. Their texts lie in bootstraps/ and are part of the binary, so
// that they are found from everywhere. Pure functions.
#pragma once

#include <string>
#include <vector>

namespace spillway::live {

/// Empty, or why a function of that Runtime ("python3.12", "nodejs20.x") needs a command.
std::string cannot_bootstrap(const std::string& runtime);
/// Precondition: it can. The function's folder is LAMBDA_TASK_ROOT.
std::vector<std::string> bootstrap_command(const std::string& runtime);

}  // namespace spillway::live
