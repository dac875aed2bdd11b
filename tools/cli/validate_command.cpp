// `spillway validate`: checks scenarios and templates without running them.
#include "tools/cli/commands.hpp"
#include "tools/harness/validate.hpp"

namespace spillway::cli {

using harness::ExitCode;

ExitCode validate_command(const std::vector<std::string>& files, Terminal& terminal) {
  ExitCode code = ExitCode::ok;
  for (const std::string& file : files) {
    const document::Diagnostics errors = harness::validate_file(file);
    if (errors.empty()) {
      terminal.print(file + ": ok\n");
      continue;
    }
    terminal.complain(errors);
    if (code != ExitCode::bad_input) code = harness::exit_code_of(errors);
  }
  return code;
}

}  // namespace spillway::cli
