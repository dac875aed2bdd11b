// `spillway report`: renders a finished run again, from its files.
#include "runtime/json.hpp"
#include "tools/cli/commands.hpp"
#include "tools/harness/run_files.hpp"
#include "tools/report/text.hpp"

namespace spillway::cli {

using harness::ExitCode;

ExitCode report_command(const std::string& folder, Terminal& terminal) {
  try {
    const harness::RunRecord record = harness::read_run(folder);
    if (!record.errors.empty()) {
      terminal.complain(record.errors);
      return ExitCode::bad_input;
    }
    terminal.print(report::render_text(record, folder, terminal.style()));
    return ExitCode::ok;
  } catch (const Json::exception& error) {
    // JSON, but somebody else's: members of other types than a run writes.
    terminal.complain("spillway report: " + folder +
                      " holds files that no run wrote: " + error.what() + "\n");
    return ExitCode::bad_input;
  }
}

}  // namespace spillway::cli
