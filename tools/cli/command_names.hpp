// The names in a command line's description, for whoever completes or corrects them.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace spillway::cli {

std::vector<std::string> command_names(const CLI::App& app);
/// "--seed", "--set", …
std::vector<std::string> option_names(const CLI::App& command);

}  // namespace spillway::cli
