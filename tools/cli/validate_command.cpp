// `spillway validate`: checks scenarios and templates without running them.
#include "tools/cli/commands.hpp"
#include "tools/cli/find_scenarios.hpp"
#include "tools/harness/validate.hpp"

namespace spillway::cli {

using harness::ExitCode;

namespace {

// What a template has that nothing here depends on: said, so that nobody relies on it.
std::string without_influence(const std::vector<std::string>& types) {
  std::string text;
  for (const std::string& type : types) text += (text.empty() ? "" : ", ") + type;
  return text.empty() ? "" : "  without influence here: " + text + "\n";
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
      terminal.print(file + ": ok\n" + without_influence(valid->inert_types));
      continue;
    }
    terminal.complain(valid.error());
    if (code != ExitCode::bad_input) code = harness::exit_code_of(valid.error());
  }
  return code;
}

}  // namespace spillway::cli
