// `spillway run`: one scenario, its report on the terminal, its files in a folder.
#include <algorithm>

#include "emulator/document/units.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/live_options.hpp"
#include "tools/cli/live_view.hpp"
#include "tools/cli/overrides.hpp"
#include "tools/cli/reproduce.hpp"
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

harness::RunOptions options_of(const RunArguments& arguments, const Scenario& scenario,
                               Terminal& terminal) {
  harness::RunOptions options;
  options.out_dir = arguments.out_dir;
  options.requests = !arguments.no_requests;
  options.reproduce = reproduce(arguments.scenario, scenario.seed, arguments.set);
  if (arguments.live) options.reproduce += " --live";
  if (!arguments.endpoint.empty()) options.reproduce += " --endpoint " + arguments.endpoint;
  options.progress = [&terminal, &scenario, live = arguments.live](TimePoint now,
                                                                   std::uint64_t requests) {
    if (terminal.progress_due()) {
      const double done = to_seconds(now.time_since_epoch()) / to_seconds(scenario.duration);
      terminal.progress(scenario.name + ": " +
                        std::to_string(static_cast<int>(std::min(done, 1.0) * 100)) + " %, " +
                        harness::format_time(now) + (live ? " gone, " : " of virtual time, ") +
                        std::to_string(requests) + (requests == 1 ? " request" : " requests"));
    }
    return terminal.interrupted();
  };
  return options;
}

// Writes junit.xml if there is a folder for it.
void add_junit(RunRecord& record, const std::string& folder) {
  if (folder.empty() || !record.errors.empty()) return;
  const std::string problem =
      harness::write_text_file(folder + "/junit.xml", report::render_junit({record}));
  if (!problem.empty()) harness::note_lost_file(record, problem);
}

RunRecord run_somewhere(const RunArguments& arguments, const Scenario& scenario,
                        const harness::RunOptions& options, Terminal& terminal) {
  if (!arguments.live) return harness::run(scenario, options);
  if (scenario.starts_at && !arguments.quiet) {
    terminal.print("waiting until the wall clock is " +
                   document::format_duration(*scenario.starts_at) + " into a minute\n");
  }
  LiveView view(terminal, arguments.quiet ? LiveDetail::problems : LiveDetail::story, false);
  if (!arguments.endpoint.empty()) {
    return harness::run_remote(scenario, options,
                               remote_options(arguments.endpoint, terminal, view));
  }
  warn_of_address(arguments.listen, terminal);
  return harness::run_live(scenario, options, live_options(arguments.listen, view));
}

ExitCode run_once(const RunArguments& arguments, const Scenario& scenario, Terminal& terminal) {
  const auto options = options_of(arguments, scenario, terminal);
  RunRecord record = run_somewhere(arguments, scenario, options, terminal);
  terminal.clear_progress();
  if (!record.errors.empty()) {
    terminal.complain(record.errors);
    return record.exit_code;
  }
  add_junit(record, arguments.out_dir);
  terminal.print(arguments.quiet
                     ? report::render_ending(record, terminal.style())
                     : report::render_text(record, arguments.out_dir, terminal.style()));
  if (!record.problem.empty()) terminal.complain("spillway: " + record.problem + "\n");
  return record.exit_code;
}

ExitCode run_twice(const RunArguments& arguments, const Scenario& scenario, Terminal& terminal) {
  auto result = harness::check_determinism(scenario, options_of(arguments, scenario, terminal));
  terminal.clear_progress();
  add_junit(result.first, arguments.out_dir);
  if (result.exit_code == ExitCode::ok) result.exit_code = result.first.exit_code;
  if (!result.compared) {
    terminal.complain(result.errors);
    if (!result.problem.empty()) terminal.complain("spillway: " + result.problem + "\n");
    return result.exit_code;
  }
  if (!result.difference.empty()) {
    terminal.complain(result.difference + "\n");
    return result.exit_code;
  }
  if (!result.first.problem.empty()) {
    terminal.complain("spillway: " + result.first.problem + "\n");
  }
  if (arguments.quiet) {
    terminal.print(report::render_ending(result.first, terminal.style()));
    return result.exit_code;
  }
  terminal.print("two runs of seed " + std::to_string(scenario.seed) +
                 " are the same, byte for byte: " + std::to_string(result.lines) + " lines of " +
                 (arguments.no_requests ? "timeline\n" : "timeline and requests\n"));
  if (result.exit_code == ExitCode::expectation_failed) {
    terminal.print(
        "but an expectation failed; see it: " + result.first.summary.value("reproduce", "") + "\n");
  }
  if (!arguments.out_dir.empty()) terminal.print("files: " + arguments.out_dir + "\n");
  return result.exit_code;
}

}  // namespace

ExitCode run_command(const RunArguments& arguments, Terminal& terminal) {
  auto overrides = parse_overrides(arguments.set);
  if (!overrides) {
    terminal.complain("spillway run: " + overrides.error() + "\n");
    return ExitCode::bad_input;
  }
  if (arguments.seed) overrides->emplace_back("seed", std::to_string(*arguments.seed));
  const auto scenario = harness::load_scenario(arguments.scenario, *overrides);
  if (!scenario) {
    terminal.complain(scenario.error());
    return harness::exit_code_of(scenario.error());
  }
  return arguments.check_determinism ? run_twice(arguments, *scenario, terminal)
                                     : run_once(arguments, *scenario, terminal);
}

}  // namespace spillway::cli
