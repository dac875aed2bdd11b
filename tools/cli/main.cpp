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

int run_main(int argc, char** argv) {
  cli::Terminal terminal(Environment::from_process());
  cli::CommandLine command_line;
  CLI::App& app = command_line.app();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    terminal.print(std::string(version.what()) + "\n");
    return static_cast<int>(ExitCode::ok);
  } catch (const CLI::Success& help) {
    app.exit(help);
    return static_cast<int>(ExitCode::ok);
  } catch (const CLI::ParseError& error) {
    terminal.complain(cli::explain_usage_error(app, error));
    return static_cast<int>(ExitCode::bad_input);
  }
  return static_cast<int>(command_line.run(terminal));
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
