#include "tools/cli/completion_words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace spillway::cli {
namespace {

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// The help calls a place what it is: FILE, DIR, or "{bash,zsh,fish}".
Place place_of(const CLI::Option& option) {
  Place place;
  if (option.get_items_expected_max() == 0) return place;
  place.name = option.get_type_name();
  place.kind = Place::Kind::anything;
  if (place.name == "FILE" || place.name == "PATH") place.kind = Place::Kind::file;
  if (place.name == "DIR") place.kind = Place::Kind::folder;
  if (place.name.starts_with('{') && place.name.ends_with('}')) {
    place.kind = Place::Kind::choice;
    place.choices = CLI::detail::split(place.name.substr(1, place.name.size() - 2), ',');
  }
  return place;
}

std::vector<OptionWords> options_of(const CLI::App& command) {
  std::vector<OptionWords> options;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      options.push_back({"--" + name, one_line(option->get_description()), place_of(*option),
                         option->get_items_expected_max() > 1});
    }
  }
  return options;
}

CommandWords words_of(const CLI::App& command) {
  CommandWords words{
      command.get_name(), one_line(command.get_description()), options_of(command), {}, false};
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    words.argument = place_of(*option);
    words.many_arguments = option->get_items_expected_max() > 1;
  }
  return words;
}

}  // namespace

CompletionWords completion_words(const CLI::App& app) {
  CompletionWords words{options_of(app), {}};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.commands.push_back(words_of(*command));
  }
  return words;
}

}  // namespace spillway::cli
