// `spillway test`: many scenarios, one verdict each; one world a thread.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include "tools/cli/commands.hpp"
#include "tools/cli/find_scenarios.hpp"
#include "tools/harness/run_files.hpp"
#include "tools/harness/scenario_loader.hpp"
#include "tools/report/junit.hpp"

namespace spillway::cli {
namespace {

using harness::ExitCode;
using harness::RunRecord;

RunRecord run_file(const std::string& file, const Terminal& terminal) {
  const auto scenario = harness::load_scenario(file);
  RunRecord record;
  if (scenario) {
    harness::RunOptions options;
    options.progress = [&terminal](TimePoint, std::uint64_t) { return terminal.interrupted(); };
    record = harness::run(*scenario, options);
  } else {
    record.exit_code = ExitCode::bad_input;
    record.errors = scenario.error();
  }
  if (!record.summary.contains("scenario")) record.summary["scenario"] = file;
  record.events.clear();  // the verdicts are in the summary; hundreds of timelines are not needed
  return record;
}

std::string_view verdict_of(ExitCode code) {
  switch (code) {
    case ExitCode::ok:
      return "passed";
    case ExitCode::expectation_failed:
      return "FAILED";
    case ExitCode::bad_input:
      return "BAD INPUT";
    case ExitCode::not_modelled:
      return "NOT MODELLED";
    case ExitCode::interrupted:
      return "INTERRUPTED";
    default:
      return "STOPPED";
  }
}

std::string show(const std::string& file, const RunRecord& record, const report::Style& style) {
  const bool ok = record.exit_code == ExitCode::ok;
  std::string text = style.paint(ok ? report::Colour::green : report::Colour::red,
                                 report::pad_right(verdict_of(record.exit_code), 13)) +
                     file + "\n";
  for (const auto& error : record.errors) text += "  " + error.to_string() + "\n";
  if (!record.problem.empty()) text += "  " + record.problem + "\n";
  for (const Json& verdict : record.summary.value("expectations", Json::array())) {
    if (verdict.value("met", false)) continue;
    text += "  expected " + verdict.value("expectation", "") + "\n      seen " +
            verdict.value("seen", "") + "\n";
  }
  if (record.exit_code == ExitCode::expectation_failed)
    text += "  see it: spillway run " + file + "\n";
  return text;
}

// The gravest of all: what could not be judged before what failed.
ExitCode overall(const std::vector<RunRecord>& records) {
  for (const ExitCode code : {ExitCode::interrupted, ExitCode::bad_input, ExitCode::not_modelled,
                              ExitCode::stopped, ExitCode::expectation_failed}) {
    const auto has = [code](const RunRecord& r) { return r.exit_code == code; };
    if (std::any_of(records.begin(), records.end(), has)) return code;
  }
  return ExitCode::ok;
}

std::vector<RunRecord> run_all(const std::vector<std::string>& files, int jobs,
                               Terminal& terminal) {
  std::vector<RunRecord> records(files.size());
  std::atomic<std::size_t> next{0};
  std::mutex printing;
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) {
      records[i] = run_file(files[i], terminal);
      const std::lock_guard lock(printing);
      terminal.print(show(files[i], records[i], terminal.style()));
    }
  };
  std::vector<std::thread> threads;
  const std::size_t wanted =
      jobs > 0 ? static_cast<std::size_t>(jobs) : std::thread::hardware_concurrency();
  for (std::size_t i = 1; i < std::min(std::max<std::size_t>(wanted, 1), files.size()); ++i) {
    threads.emplace_back(work);
  }
  work();
  for (auto& thread : threads) thread.join();
  return records;
}

}  // namespace

ExitCode test_command(const TestArguments& arguments, Terminal& terminal) {
  const auto files = find_scenarios(arguments.paths);
  if (!files) {
    terminal.complain("spillway: " + files.error() + "\n");
    return ExitCode::bad_input;
  }
  const std::vector<RunRecord> records = run_all(*files, arguments.jobs, terminal);
  const auto passed = std::count_if(records.begin(), records.end(),
                                    [](const RunRecord& r) { return r.exit_code == ExitCode::ok; });
  terminal.print(std::to_string(passed) + " of " + std::to_string(records.size()) +
                 " scenarios passed\n");
  if (!arguments.junit_file.empty()) {
    const std::string error =
        harness::write_text_file(arguments.junit_file, report::render_junit(records));
    if (!error.empty()) {
      terminal.complain("spillway: " + error + "\n");
      return ExitCode::bad_input;
    }
  }
  return overall(records);
}

}  // namespace spillway::cli
