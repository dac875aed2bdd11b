// `spillway validate`: checks scenarios and templates without running them.
#include <map>

#include "tools/cli/commands.hpp"
#include "tools/cli/find_scenarios.hpp"
#include "tools/harness/validate.hpp"

namespace spillway::cli {

using harness::ExitCode;

namespace {

// What a template has that nothing here depends on, by reason: said, so that nobody relies on it.
std::string told(const std::vector<cloudformation::WithoutInfluence>& list) {
  std::map<std::string, std::string> by_reason;
  for (const auto& [name, why] : list) {
    std::string& names = by_reason[why];
    names += (names.empty() ? "" : ", ") + name;
  }
  std::string text = by_reason.empty() ? "" : "  without influence here:\n";
  for (const auto& [why, names] : by_reason) text += "    " + why + ": " + names + "\n";
  return text;
}

}  // namespace

ExitCode validate_command(const std::vector<std::string>& paths, Terminal& terminal) {
  const auto files = find_scenarios(paths);
  if (!files) {
    terminal.complain(files.error());
    return ExitCode::bad_input;
  }
  ExitCode code = ExitCode::ok;
  for (const std::string& file : *files) {
    const auto valid = harness::validate_file(file);
    if (valid) {
      terminal.print(file + ": ok\n" + told(valid->without_influence));
      continue;
    }
    terminal.complain(valid.error());
    if (code != ExitCode::bad_input) code = harness::exit_code_of(valid.error());
  }
  return code;
}

}  // namespace spillway::cli
