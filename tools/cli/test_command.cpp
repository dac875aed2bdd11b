// `spillway test`: many scenarios, one verdict each; one world a thread.
#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "tools/cli/commands.hpp"
#include "tools/cli/find_scenarios.hpp"
#include "tools/cli/reproduce.hpp"
#include "tools/harness/run_files.hpp"
#include "tools/harness/scenario_loader.hpp"
#include "tools/report/characters.hpp"
#include "tools/report/junit.hpp"
#include "tools/report/narrative.hpp"

namespace spillway::cli {
namespace {

using harness::ExitCode;
using harness::RunRecord;

std::string scenarios(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " scenario" : " scenarios");
}

RunRecord run_file(const std::string& file, const std::function<bool()>& look_up) {
  const auto scenario = harness::load_scenario(file);
  RunRecord record;
  if (scenario) {
    harness::RunOptions options;
    options.reproduce = reproduce(file, scenario->seed);
    options.progress = [&](TimePoint, std::uint64_t) { return look_up(); };
    record = harness::run(*scenario, options);
  } else {
    record.exit_code = harness::exit_code_of(scenario.error());
    record.errors = scenario.error();
  }
  if (!record.summary.contains("scenario")) record.summary["scenario"] = file;
  return record;
}

// Hundreds of timelines are not needed: the verdicts are in the summary, and what led to those that
// were not met stays.
void keep_what_led_to_failures(RunRecord& record) {
  std::map<EventSeq, core::Event> kept;
  for (const Json& verdict : record.summary.value("expectations", Json::array())) {
    if (verdict.value("met", false)) continue;
    for (auto& event : report::cause_chain(record.events, verdict.value("event", EventSeq{0}))) {
      kept.emplace(event.seq, std::move(event));
    }
  }
  for (auto& event : report::errors_of(record.events)) kept.emplace(event.seq, std::move(event));
  record.events.clear();
  for (auto& [seq, event] : kept) record.events.push_back(std::move(event));
}

RunRecord not_run(const std::string& file) {
  RunRecord record;
  record.exit_code = ExitCode::interrupted;
  record.problem = "not run";
  record.summary["scenario"] = file;
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
                                 report::pad_right(verdict_of(record.exit_code), 14)) +
                     report::printable(file) + "\n";
  for (const auto& error : record.errors)
    text += "  " + report::printable_lines(error.to_string()) + "\n";
  if (!record.problem.empty()) text += "  " + report::printable(record.problem) + "\n";
  if (record.exit_code != ExitCode::expectation_failed) return text;
  for (const Json& verdict : record.summary.value("expectations", Json::array())) {
    if (verdict.value("met", false)) continue;
    text += "  expected  " + report::printable(verdict.value("expectation", "")) +
            "\n  seen      " + report::printable(verdict.value("seen", "")) + "\n";
  }
  return text + "  reproduce: " + report::printable(record.summary.value("reproduce", "")) + "\n";
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

// Runs the files, `jobs` at once, and tells their verdicts in the files' order, each as soon as
// those before it are told.
class Suite {
 public:
  Suite(const std::vector<std::string>& files, Terminal& terminal)
      : files_(files), terminal_(terminal), records_(files.size()), done_(files.size()) {}

  std::vector<RunRecord> run(std::size_t jobs) {
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < std::min(jobs, files_.size()); ++i) {
      threads.emplace_back([this] { work(); });
    }
    work();
    for (auto& thread : threads) thread.join();
    return std::move(records_);
  }

 private:
  void work() {
    for (std::size_t i = next_++; i < files_.size(); i = next_++) {
      RunRecord record = terminal_.interrupted()
                             ? not_run(files_[i])
                             : run_file(files_[i], [this] { return look_up(); });
      keep_what_led_to_failures(record);
      tell(i, std::move(record));
    }
  }

  bool look_up() {
    if (terminal_.progress_due()) {
      const std::lock_guard lock(mutex_);
      terminal_.progress(std::to_string(finished_) + " of " + scenarios(files_.size()) +
                         " finished");
    }
    return terminal_.interrupted();
  }

  void tell(std::size_t index, RunRecord record) {
    const std::lock_guard lock(mutex_);
    records_[index] = std::move(record);
    done_[index] = true;
    ++finished_;
    for (; told_ < files_.size() && done_[told_]; ++told_) {
      terminal_.print(show(files_[told_], records_[told_], terminal_.style()));
    }
  }

  const std::vector<std::string>& files_;
  Terminal& terminal_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;  // of what follows
  std::vector<RunRecord> records_;
  std::vector<bool> done_;
  std::size_t finished_ = 0;
  std::size_t told_ = 0;
};

}  // namespace

ExitCode test_command(const TestArguments& arguments, Terminal& terminal) {
  const auto complain = [&](const std::string& problem) {
    terminal.complain("spillway test: " + problem + "\n");
  };
  const auto files = find_scenarios(arguments.paths);
  if (!files) {
    complain(files.error());
    return ExitCode::bad_input;
  }
  if (!arguments.junit_file.empty()) {
    const std::string problem = harness::check_writable(arguments.junit_file);
    if (!problem.empty()) {
      complain(problem + "\n  hint: name another place with --junit");
      return ExitCode::bad_input;
    }
  }
  const std::size_t cores = std::max(std::thread::hardware_concurrency(), 1U);
  const auto jobs = arguments.jobs > 0 ? static_cast<std::size_t>(arguments.jobs) : cores;
  const std::vector<RunRecord> records = Suite(*files, terminal).run(jobs);
  terminal.clear_progress();
  const auto passed = std::count_if(records.begin(), records.end(),
                                    [](const RunRecord& r) { return r.exit_code == ExitCode::ok; });
  terminal.print(std::to_string(passed) + " of " + scenarios(records.size()) + " passed\n");
  if (!arguments.junit_file.empty()) {
    const std::string problem =
        harness::write_text_file(arguments.junit_file, report::render_junit(records));
    if (!problem.empty()) {
      complain(problem);
      return ExitCode::stopped;
    }
  }
  return overall(records);
}

}  // namespace spillway::cli
