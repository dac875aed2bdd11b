// `spillway run`: one scenario, its report on the terminal, its files in a folder.
#include "tools/cli/commands.hpp"
#include "tools/cli/overrides.hpp"
#include "tools/harness/determinism.hpp"
#include "tools/harness/run_files.hpp"
#include "tools/harness/scenario_loader.hpp"
#include "tools/report/junit.hpp"
#include "tools/report/text.hpp"

namespace spillway::cli {
namespace {

using harness::ExitCode;
using harness::RunRecord;
using harness::Scenario;

// What to type to see the same again.
std::string reproduce(const RunArguments& arguments, const Scenario& scenario) {
  std::string command =
      "spillway run " + arguments.scenario + " --seed " + std::to_string(scenario.seed);
  for (const std::string& set : arguments.set) command += " --set '" + set + "'";
  return command;
}

ExitCode check_determinism(const Scenario& scenario, Terminal& terminal) {
  const auto result = harness::check_determinism(scenario);
  if (result.ok) {
    terminal.print("two runs of seed " + std::to_string(scenario.seed) +
                   " are the same, byte for byte: " + std::to_string(result.lines) +
                   " lines of timeline and requests\n");
    return ExitCode::ok;
  }
  terminal.complain(result.difference + "\n");
  return result.exit_code;
}

harness::RunOptions options_of(const RunArguments& arguments, const Scenario& scenario,
                               Terminal& terminal) {
  harness::RunOptions options;
  options.out_dir = arguments.out_dir;
  options.requests = !arguments.no_requests;
  options.progress = [&terminal, &scenario](TimePoint now, std::uint64_t requests) {
    const double done = to_seconds(now.time_since_epoch()) / to_seconds(scenario.duration);
    terminal.progress(scenario.name + ": " + std::to_string(static_cast<int>(done * 100)) + " %, " +
                      harness::format_time(now) + " of virtual time, " + std::to_string(requests) +
                      " requests");
    return terminal.interrupted();
  };
  return options;
}

}  // namespace

ExitCode run_command(const RunArguments& arguments, Terminal& terminal) {
  auto overrides = parse_overrides(arguments.set);
  if (!overrides) {
    terminal.complain(overrides.error() + "\n");
    return ExitCode::bad_input;
  }
  if (arguments.seed) overrides->emplace_back("seed", std::to_string(*arguments.seed));
  const auto scenario = harness::load_scenario(arguments.scenario, *overrides);
  if (!scenario) {
    terminal.complain(scenario.error());
    return ExitCode::bad_input;
  }
  if (arguments.check_determinism) return check_determinism(*scenario, terminal);
  const RunRecord record = harness::run(*scenario, options_of(arguments, *scenario, terminal));
  terminal.clear_progress();
  if (!record.errors.empty()) {
    terminal.complain(record.errors);
    return record.exit_code;
  }
  if (!arguments.quiet) terminal.print(report::render_text(record, terminal.style()));
  if (!record.problem.empty()) terminal.complain("spillway: " + record.problem + "\n");
  if (!arguments.quiet && record.exit_code != ExitCode::ok) {
    terminal.print("\nreproduce: " + reproduce(arguments, *scenario) + "\n");
  }
  if (arguments.out_dir.empty()) return record.exit_code;
  const std::string error =
      harness::write_text_file(arguments.out_dir + "/junit.xml", report::render_junit({record}));
  if (!error.empty()) {
    terminal.complain("spillway: " + error + "\n");
    return ExitCode::stopped;
  }
  if (!arguments.quiet) terminal.print("\nfiles: " + arguments.out_dir + "\n");
  return record.exit_code;
}

}  // namespace spillway::cli
