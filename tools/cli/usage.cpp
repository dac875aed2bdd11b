#include "tools/cli/usage.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

#include "emulator/document/document.hpp"
#include "tools/cli/command_names.hpp"

namespace spillway::cli {
namespace {

std::string did_you_mean(const std::string& name, const std::vector<std::string>& known) {
  const auto nearest = document::nearest(name, known);
  return nearest ? "\n  hint: did you mean '" + *nearest + "'?" : std::string();
}

bool is_option(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

// What the parser could not place. Options are looked at first: their values are left over with
// them.
std::string unknown_word(const CLI::App& command, const std::vector<std::string>& words) {
  const auto option = std::find_if(words.begin(), words.end(), is_option);
  if (option != words.end()) {
    const std::string name = option->substr(0, option->find('='));
    return "there is no option '" + name + "'" + did_you_mean(name, option_names(command));
  }
  return "'" + words.front() + "' is one word too many";
}

std::string unknown_command(const CLI::App& app, const std::vector<std::string>& words) {
  std::string commands;
  for (const std::string& name : command_names(app)) {
    commands += (commands.empty() ? "" : ", ") + name;
  }
  if (words.empty()) return "name a command: " + commands;
  if (std::any_of(words.begin(), words.end(), is_option)) return unknown_word(app, words);
  const std::string hint = did_you_mean(words.front(), command_names(app));
  return "there is no command '" + words.front() + "'" +
         (hint.empty() ? "\n  hint: the commands are " + commands : hint);
}

}  // namespace

std::string explain_usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> words = app.remaining(true);
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    return "spillway: " + unknown_command(app, words) + "\nspillway --help tells more.\n";
  }
  const std::string name = "spillway " + chosen.front()->get_name();
  const bool unplaced = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  const std::string problem =
      unplaced && !words.empty() ? unknown_word(*chosen.front(), words) : std::string(error.what());
  return name + ": " + problem + "\n" + name + " --help tells more.\n";
}

}  // namespace spillway::cli
