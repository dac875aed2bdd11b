// The `spillway` command: options in, exit code out.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "runtime/environment.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/terminal.hpp"
#include "tools/cli/usage.hpp"

namespace {

using namespace spillway;
using harness::ExitCode;

ExitCode run_command_line(int argc, char** argv, cli::Terminal& terminal) {
  cli::CommandLine command_line;
  CLI::App& app = command_line.app();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    terminal.print(std::string(version.what()) + "\n");
    return ExitCode::ok;
  } catch (const CLI::Success&) {
    terminal.print(app.help());
    return ExitCode::ok;
  } catch (const CLI::ParseError& error) {
    terminal.complain(cli::explain_usage_error(app, error));
    return ExitCode::bad_input;
  }
  return command_line.run(terminal);
}

int run_main(int argc, char** argv) {
  cli::Terminal terminal(Environment::from_process());
  ExitCode code = run_command_line(argc, argv, terminal);
  if (const std::string lost = terminal.lost_output(); !lost.empty()) {
    terminal.complain("spillway: " + lost + "\n");
    code = ExitCode::stopped;
  }
  return static_cast<int>(code);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run_main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "spillway: a bug: %s\n", error.what());
    return 70;
  }
}
