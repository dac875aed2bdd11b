#include "tools/cli/completion.hpp"

#include <CLI/CLI.hpp>
#include <vector>

#include "tools/cli/command_names.hpp"

namespace spillway::cli {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

// What a command's argument may be, from "{bash,zsh,fish}" in its description; empty if anything.
std::vector<std::string> choices_of(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    const std::string type = option->get_type_name();
    const auto open = type.find('{');
    const auto close = type.find('}');
    if (open == std::string::npos || close == std::string::npos) continue;
    return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
  }
  return {};
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string bash(const CLI::App& app) {
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    cases += "    " + command->get_name() + ") options='" + join(option_names(*command)) +
             "' choices='" + join(choices_of(*command)) + "' ;;\n";
  }
  return "# bash completion for spillway\n"
         "_spillway() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} options='' choices=''\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W '" +
         join(command_names(app)) +
         " --help --version' -- \"$word\")\n"
         "    return\n"
         "  fi\n"
         "  case ${COMP_WORDS[1]} in\n" +
         cases +
         "  esac\n"
         "  if [[ $word == -* ]]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")\n"
         "  elif [ -n \"$choices\" ]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$word\")\n"
         "  else\n"
         "    compopt -o filenames 2>/dev/null\n"
         "    mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
         "  fi\n"
         "}\n"
         "complete -F _spillway spillway\n";
}

std::string quoted(std::string text) {
  for (char& c : text) {
    if (c == '\'' || c == '[' || c == ']' || c == ':' || c == '\n') c = ' ';
  }
  return text;
}

std::string zsh(const CLI::App& app) {
  std::string commands;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    commands += "    '" + command->get_name() + ":" + quoted(command->get_description()) + "'\n";
    cases += "    " + command->get_name() + ") _arguments";
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        cases += " '--" + name + "[" + quoted(option->get_description()) + "]'";
      }
    }
    const auto choices = choices_of(*command);
    cases += choices.empty() ? " '*:file:_files' ;;\n" : " '*:word:(" + join(choices) + ")' ;;\n";
  }
  return "#compdef spillway\n"
         "_spillway() {\n"
         "  local -a commands=(\n" +
         commands +
         "  )\n"
         "  if (( CURRENT == 2 )); then\n"
         "    _describe command commands\n"
         "    return\n"
         "  fi\n"
         "  case $words[2] in\n" +
         cases +
         "  esac\n"
         "}\n"
         "compdef _spillway spillway\n";
}

std::string fish(const CLI::App& app) {
  std::string text = "# fish completion for spillway\n";
  for (const CLI::App* command : commands_of(app)) {
    text += "complete -c spillway -n __fish_use_subcommand -f -a " + command->get_name() + " -d '" +
            quoted(command->get_description()) + "'\n";
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        text += "complete -c spillway -n '__fish_seen_subcommand_from " + command->get_name() +
                "' -l " + name + " -d '" + quoted(option->get_description()) + "'\n";
      }
    }
    if (const auto choices = choices_of(*command); !choices.empty()) {
      text += "complete -c spillway -n '__fish_seen_subcommand_from " + command->get_name() +
              "' -f -a '" + join(choices) + "'\n";
    }
  }
  return text;
}

}  // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  if (shell == "bash") return bash(app);
  if (shell == "zsh") return zsh(app);
  if (shell == "fish") return fish(app);
  return {};
}

}  // namespace spillway::cli
