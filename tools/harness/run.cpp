#include "tools/harness/run.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <system_error>

#include "emulator/sim/virtual_runtime.hpp"
#include "emulator/world/world.hpp"
#include "tools/harness/api_faults.hpp"
#include "tools/harness/check_scenario.hpp"
#include "tools/harness/jtl_writer.hpp"
#include "tools/harness/load_generator.hpp"
#include "tools/harness/run_files.hpp"
#include "tools/harness/summary.hpp"
#include "tools/harness/virtual_client.hpp"
#include "tools/harness/virtual_hosts.hpp"

namespace spillway::harness {
namespace {

// How often the run looks up from its work to tell the progress and to see whether it shall stop.
constexpr Duration kSlice = std::chrono::seconds(1);

class VirtualRun {
 public:
  VirtualRun(const Scenario& scenario, const RunOptions& options)
      : scenario_(scenario),
        options_(options),
        runtime_({.seed = scenario.seed}),
        timeline_(runtime_),
        hosts_(runtime_, scenario.code),
        world_(runtime_, timeline_, {hosts_, hosts_}, scenario.aws),
        stats_(scenario.load),
        judge_(scenario, stats_) {
    hosts_.connect(world_.api());
  }

  RunRecord execute() {
    if (!open_files() || !deploy()) return std::move(record_);
    const auto begin = std::chrono::steady_clock::now();
    run_load();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    finish(wall.count());
    return std::move(record_);
  }

 private:
  bool open_files() {
    timeline_.subscribe([this](const core::Event& event) { on_event(event); });
    if (options_.out_dir.empty()) return true;
    record_.problem = make_folder(options_.out_dir);
    if (!record_.problem.empty()) {
      record_.exit_code = ExitCode::bad_input;
      return false;
    }
    // Of a run before this one; without requests of its own it would seem to be this one's.
    std::error_code ignored;
    std::filesystem::remove(options_.out_dir + "/requests.jtl", ignored);
    timeline_file_ = std::make_unique<TimelineWriter>(options_.out_dir + "/timeline.jsonl");
    return true;
  }

  void on_event(const core::Event& event) {
    if (timeline_file_) timeline_file_->write(event.to_line());
    record_.events.push_back(event);
    if (event.name == "run.refused") {
      refused_ =
          event.data.value("what", "") + " (asked for by " + event.data.value("caller", "") + ")";
      runtime_.stop();
    }
  }

  bool deploy() {
    auto root = load_template(scenario_);
    if (!root) return fail(root.error());
    timeline_.record("run.started",
                     {{"scenario", scenario_.name}, {"seed", scenario_.seed}, {"mode", "virtual"}});
    const auto stack =
        world_.deploy(*root, scenario_.template_file, scenario_.name, scenario_.parameters);
    if (!stack) return fail(stack.error());
    const auto listeners = world_.load_balancers().listeners();
    if (listeners.empty() && !scenario_.load.empty()) {
      return fail({{scenario_.template_file,
                    0,
                    0,
                    {},
                    "has no listener that the load could go to",
                    "add an AWS::ElasticLoadBalancingV2::Listener"}});
    }
    if (!listeners.empty()) start_load(listeners.front());
    faults_ = std::make_unique<ApiFaults>(runtime_, timeline_, world_.api(), scenario_.faults);
    return true;
  }

  bool fail(document::Diagnostics errors) {
    record_.errors = std::move(errors);
    record_.exit_code = refused_.empty() ? exit_code_of(record_.errors) : ExitCode::not_modelled;
    return false;
  }

  void start_load(const alb::ListenerInfo& listener) {
    if (!options_.out_dir.empty() && options_.requests) {
      jtl_ = std::make_unique<JtlWriter>(options_.out_dir + "/requests.jtl", scenario_.load,
                                         runtime_.wall_now(), "http://" + listener.dns_name);
    }
    client_ = std::make_unique<VirtualClient>(world_.load_balancers(), listener);
    load_ = std::make_unique<LoadGenerator>(runtime_, timeline_, *client_, scenario_.load,
                                            [this](const RequestRecord& request) {
                                              stats_.add(request);
                                              if (jtl_) jtl_->write(request);
                                            });
    load_->start();
  }

  void run_load() {
    const TimePoint end{scenario_.duration};
    while (runtime_.now() < end && advance(std::min(end, runtime_.now() + kSlice))) {
    }
    // Clients that are still waiting get their answers, or give up: no request goes unrecorded.
    while (end_.empty() && load_ && load_->outstanding() > 0 && advance(runtime_.now() + kSlice)) {
    }
    world_.load_balancers().close_minute();
    timeline_.record("run.finished", {{"reason", end_.empty() ? "duration" : end_}});
  }

  // False when the run has to end.
  bool advance(TimePoint until) {
    const sim::RunEnd how = runtime_.run_until(until);
    if (!refused_.empty()) {
      return stop(ExitCode::not_modelled, "not modelled", refused_);
    }
    if (how == sim::RunEnd::livelock) {
      return stop(ExitCode::stopped, "livelock",
                  "a livelock: too many events at " + format_time(runtime_.now()) +
                      " without time passing");
    }
    if (options_.progress && options_.progress(runtime_.now(), load_ ? load_->sent() : 0)) {
      return stop(ExitCode::interrupted, "interrupted",
                  "interrupted at " + format_time(runtime_.now()));
    }
    return true;
  }

  bool stop(ExitCode code, std::string end, std::string problem) {
    record_.exit_code = code;
    record_.problem = std::move(problem);
    end_ = std::move(end);
    return false;
  }

  void finish(double wall_seconds) {
    if (timeline_file_) note_problem(timeline_file_->close());
    if (jtl_) note_problem(jtl_->close());
    const auto verdicts = judge_.judge(record_.events);
    const bool all_met =
        std::all_of(verdicts.begin(), verdicts.end(), [](const Verdict& v) { return v.met; });
    if (record_.exit_code == ExitCode::ok && !all_met)
      record_.exit_code = ExitCode::expectation_failed;
    const std::string result = !end_.empty() ? end_ : all_met ? "passed" : "failed";
    record_.summary = make_summary({scenario_, record_.events, stats_, verdicts, runtime_.now(),
                                    result, record_.problem, wall_seconds});
    if (options_.out_dir.empty()) return;
    note_problem(
        write_text_file(options_.out_dir + "/summary.json", record_.summary.dump(2) + "\n"));
  }

  // A file that could not be written makes the run worthless to whoever asked for it.
  void note_problem(const std::string& problem) {
    if (problem.empty()) return;
    record_.problem = problem;
    record_.exit_code = ExitCode::stopped;
    end_ = "stopped";
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  RunRecord record_;
  std::string refused_;
  std::string end_;  // why the run ended early
  sim::VirtualRuntime runtime_;
  core::Timeline timeline_;
  VirtualHosts hosts_;
  world::World world_;
  RequestStats stats_;
  ExpectationJudge judge_;
  std::unique_ptr<TimelineWriter> timeline_file_;
  std::unique_ptr<JtlWriter> jtl_;
  std::unique_ptr<VirtualClient> client_;
  std::unique_ptr<LoadGenerator> load_;
  std::unique_ptr<ApiFaults> faults_;
};

}  // namespace

ExitCode exit_code_of(const document::Diagnostics& errors) {
  const auto beyond_us = [](const document::Diagnostic& error) {
    return error.hint.empty() && error.message.ends_with("is not modelled by Spillway");
  };
  return std::all_of(errors.begin(), errors.end(), beyond_us) ? ExitCode::not_modelled
                                                              : ExitCode::bad_input;
}

RunRecord run(const Scenario& scenario, const RunOptions& options) {
  return VirtualRun(scenario, options).execute();
}

}  // namespace spillway::harness
