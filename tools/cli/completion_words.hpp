// What a shell can complete, read from the command line's own description, so that it cannot fall
// behind. Internal to completion*.cpp.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace spillway::cli {

/// What may stand in a place: behind an option, or as a command's argument.
struct Place {
  enum class Kind { nothing, anything, file, folder, choice };
  Kind kind = Kind::nothing;
  std::string name;                  ///< as the help calls it: "KEY=VALUE"
  std::vector<std::string> choices;  ///< only of a choice
};

struct OptionWords {
  std::string name;   ///< "--seed"
  std::string about;  ///< one line
  Place value;        ///< Kind::nothing: it takes none
  bool repeatable = false;
};

struct CommandWords {
  std::string name;   ///< "run"
  std::string about;  ///< one line
  std::vector<OptionWords> options;
  Place argument;
  bool many_arguments = false;
};

/// The whole command line. `options` are those that stand instead of a command.
struct CompletionWords {
  std::vector<OptionWords> options;
  std::vector<CommandWords> commands;
};

CompletionWords completion_words(const CLI::App& app);

}  // namespace spillway::cli
