// `spillway report`: renders a finished run again, from its files.
#include "tools/cli/commands.hpp"
#include "tools/harness/run_files.hpp"
#include "tools/report/text.hpp"

namespace spillway::cli {

harness::ExitCode report_command(const std::string& folder, Terminal& terminal) {
  const harness::RunRecord record = harness::read_run(folder);
  if (!record.errors.empty()) {
    terminal.complain(record.errors);
    return harness::ExitCode::bad_input;
  }
  terminal.print(report::render_text(record, terminal.style()));
  return harness::ExitCode::ok;
}

}  // namespace spillway::cli
