#include "tools/cli/completion.hpp"

#include <vector>

#include "tools/cli/completion_words.hpp"

namespace spillway::cli {
namespace {

using Kind = Place::Kind;

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string names_of(const std::vector<OptionWords>& options) {
  std::vector<std::string> names;
  for (const auto& option : options) names.push_back(option.name);
  return join(names);
}

std::string names_of(const std::vector<CommandWords>& commands) {
  std::vector<std::string> names;
  for (const auto& command : commands) names.push_back(command.name);
  return join(names);
}

// The characters of `special` with `escape` in front of them.
std::string escaped(const std::string& text, std::string_view special, std::string_view escape) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += escape;
    out += c;
  }
  return out;
}

// --- bash

// What completes a place, as arguments of compgen.
std::string bash_generator(const Place& place) {
  switch (place.kind) {
    case Kind::file:
      return "-f";
    case Kind::folder:
      return "-d";
    case Kind::choice:
      return "-W \"" + join(place.choices) + "\"";
    case Kind::nothing:
    case Kind::anything:
      break;
  }
  return "-W \"\"";
}

std::string bash_cases(const std::vector<CommandWords>& commands) {
  std::string text;
  for (const CommandWords& command : commands) {
    text += "    " + command.name + ")\n      options='" + names_of(command.options) + "' offer=(" +
            bash_generator(command.argument) + ")\n";
    for (const OptionWords& option : command.options) {
      if (option.value.kind == Kind::nothing) continue;
      text += "      if [ \"$option\" = " + option.name + " ]; then value=1 offer=(" +
              bash_generator(option.value) + "); fi\n";
    }
    text += "      ;;\n";
  }
  return text;
}

std::string bash(const CompletionWords& words) {
  return "# bash completion for spillway\n"
         "_spillway() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} at=$COMP_CWORD option options='' value='' "
         "offer=()\n"
         "  # Bash takes --out=x and --set a=b for several words: back to where this one begins.\n"
         "  while [ \"$at\" -gt 1 ] && [[ ${COMP_WORDS[at]} == '=' || ${COMP_WORDS[at - 1]} == '=' "
         "]]; do\n"
         "    ((at--))\n"
         "  done\n"
         "  option=${COMP_WORDS[at - 1]}\n"
         "  if [ \"$at\" -lt \"$COMP_CWORD\" ] && [[ ${COMP_WORDS[at]} == -* ]]; then\n"
         "    option=${COMP_WORDS[at]}\n"
         "  fi\n"
         "  if [ \"$word\" = '=' ]; then word=''; fi\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W '" +
         names_of(words.commands) + " " + names_of(words.options) +
         "' -- \"$word\")\n"
         "    return\n"
         "  fi\n"
         "  case ${COMP_WORDS[1]} in\n" +
         bash_cases(words.commands) +
         "    *) return ;;\n"
         "  esac\n"
         "  if [ -z \"$value\" ] && [[ $word == -* ]]; then offer=(-W \"$options\"); fi\n"
         "  if [[ ${offer[0]} != -W ]]; then compopt -o filenames 2>/dev/null; fi\n"
         "  mapfile -t COMPREPLY < <(compgen \"${offer[@]}\" -- \"$word\")\n"
         "}\n"
         "complete -F _spillway spillway\n";
}

// --- zsh

std::string zsh_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// ":MESSAGE:ACTION" of a place, as _arguments wants it; its colons must be escaped.
std::string zsh_action(const Place& place) {
  switch (place.kind) {
    case Kind::nothing:
      return "";
    case Kind::anything:
      return ":" + escaped(place.name, ":\\", "\\") + ": ";
    case Kind::file:
      return ":file:_files";
    case Kind::folder:
      return ":directory:_files -/";
    case Kind::choice:
      return ":word:(" + join(place.choices) + ")";
  }
  return "";
}

std::string zsh_option(const OptionWords& option) {
  return zsh_quoted((option.repeatable ? "*" : "") + option.name + "[" +
                    escaped(option.about, "[]:\\", "\\") + "]" + zsh_action(option.value));
}

std::string zsh_arguments(const std::vector<OptionWords>& options, const std::string& argument) {
  std::string text = "_arguments";
  for (const OptionWords& option : options) text += " \\\n        " + zsh_option(option);
  if (!argument.empty()) text += " \\\n        " + zsh_quoted(argument);
  return text;
}

std::string zsh(const CompletionWords& words) {
  std::string commands;
  std::string cases;
  for (const CommandWords& command : words.commands) {
    commands +=
        "    " + zsh_quoted(command.name + ":" + escaped(command.about, ":\\", "\\")) + "\n";
    cases += "    " + command.name + ")\n      " +
             zsh_arguments(command.options,
                           (command.many_arguments ? "*" : "1") + zsh_action(command.argument)) +
             "\n      ;;\n";
  }
  return "#compdef spillway\n"
         "_spillway() {\n"
         "  local -a commands=(\n" +
         commands +
         "  )\n"
         "  if (( CURRENT == 2 )); then\n"
         "    if [[ $words[2] == -* ]]; then\n"
         "      " +
         zsh_arguments(words.options, "") +
         "\n"
         "    else\n"
         "      _describe command commands\n"
         "    fi\n"
         "    return\n"
         "  fi\n"
         "  shift words\n"
         "  (( CURRENT-- ))\n"
         "  case $words[1] in\n" +
         cases +
         "  esac\n"
         "}\n"
         "# As a file of $fpath this is the body of the function at its first call; else it is "
         "read once.\n"
         "if [ \"$funcstack[1]\" = _spillway ]; then\n"
         "  _spillway \"$@\"\n"
         "else\n"
         "  compdef _spillway spillway\n"
         "fi\n";
}

// --- fish

std::string fish_quoted(const std::string& text) { return "'" + escaped(text, "'\\", "\\") + "'"; }

// What completes a place, as arguments of complete.
std::string fish_generator(const Place& place) {
  switch (place.kind) {
    case Kind::file:
      return " -F";
    case Kind::folder:
      return " -f -a '(__fish_complete_directories)'";
    case Kind::choice:
      return " -f -a " + fish_quoted(join(place.choices));
    case Kind::nothing:
    case Kind::anything:
      break;
  }
  return " -f";
}

std::string fish_option(const std::string& condition, const OptionWords& option) {
  const bool takes_value = option.value.kind != Kind::nothing;
  return "complete -c spillway -n " + fish_quoted(condition) + " -l " + option.name.substr(2) +
         (takes_value ? " -r" + fish_generator(option.value) : "") + " -d " +
         fish_quoted(option.about) + "\n";
}

std::string fish(const CompletionWords& words) {
  std::string text = "# fish completion for spillway\n";
  for (const OptionWords& option : words.options) {
    text += fish_option("__fish_use_subcommand", option);
  }
  for (const CommandWords& command : words.commands) {
    text += "complete -c spillway -n __fish_use_subcommand -f -a " + command.name + " -d " +
            fish_quoted(command.about) + "\n";
    const std::string chosen = "__fish_seen_subcommand_from " + command.name;
    for (const OptionWords& option : command.options) text += fish_option(chosen, option);
    text +=
        "complete -c spillway -n " + fish_quoted(chosen) + fish_generator(command.argument) + "\n";
  }
  return text;
}

}  // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  const CompletionWords words = completion_words(app);
  if (shell == "bash") return bash(words);
  if (shell == "zsh") return zsh(words);
  if (shell == "fish") return fish(words);
  return {};
}

}  // namespace spillway::cli
