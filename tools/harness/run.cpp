#include "tools/harness/run.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>

#include "emulator/sim/virtual_runtime.hpp"
#include "emulator/world/world.hpp"
#include "tools/harness/check_scenario.hpp"
#include "tools/harness/jtl_writer.hpp"
#include "tools/harness/load/load_generator.hpp"
#include "tools/harness/load/virtual_client.hpp"
#include "tools/harness/run_files.hpp"
#include "tools/harness/summary.hpp"
#include "tools/harness/virtual_hosts.hpp"

namespace spillway::harness {
namespace {

// How far the run goes at once.
constexpr Duration kSlice = std::chrono::seconds(1);

class VirtualRun {
 public:
  VirtualRun(const Scenario& scenario, const RunOptions& options)
      : scenario_(scenario),
        options_(options),
        runtime_({.seed = scenario.seed}),
        timeline_(runtime_),
        faults_(make_faults()),
        hosts_(runtime_, code_),
        world_(runtime_, timeline_, {hosts_, hosts_}, scenario.aws, faults_.get()),
        stats_(scenario.load),
        judge_(scenario, stats_) {
    hosts_.connect(world_.api());
    timeline_.subscribe([this](const core::Event& event) { on_event(event); });
    runtime_.set_watch([this] { look_up(); });
  }

  RunRecord execute() {
    // Nothing of a folder is touched for a scenario that cannot run.
    if (!deploy() || !open_files()) return std::move(record_);
    start();
    const auto begin = std::chrono::steady_clock::now();
    run_load();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    finish(wall.count());
    return std::move(record_);
  }

 private:
  std::unique_ptr<core::Faults> make_faults() {
    if (scenario_.faults.empty()) return nullptr;
    std::vector<core::Fault> faults;
    for (const ScenarioFault& read : scenario_.faults) faults.push_back(read.fault);
    return std::make_unique<core::Faults>(runtime_, timeline_, std::move(faults));
  }

  bool open_files() {
    if (options_.out_dir.empty()) return true;
    document::Diagnostics errors = prepare_folder(options_.out_dir, options_.requests);
    if (!errors.empty()) return fail(std::move(errors));
    timeline_file_ = std::make_unique<TimelineWriter>(options_.out_dir + "/timeline.jsonl");
    for (const core::Event& event : record_.events) timeline_file_->write(event.to_line());
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
    auto loaded = load_template(scenario_);
    if (!loaded) return fail(loaded.error());
    code_ = std::move(loaded->code);
    timeline_.record("run.started",
                     {{"scenario", scenario_.name}, {"seed", scenario_.seed}, {"mode", "virtual"}});
    const auto stack =
        world_.deploy(loaded->root, scenario_.template_file, scenario_.name, scenario_.parameters);
    if (!stack) return fail(stack.error());
    for (const auto& item : stack->without_influence) without_influence_.push_back(item.name);
    const auto listeners = world_.load_balancers().listeners();
    if (listeners.empty() && !scenario_.load.empty()) {
      return fail({{scenario_.template_file,
                    0,
                    0,
                    {},
                    "has no listener that the load could go to",
                    "add an AWS::ElasticLoadBalancingV2::Listener"}});
    }
    return true;
  }

  void start() {
    const auto listeners = world_.load_balancers().listeners();
    if (!listeners.empty()) start_load(listeners.front());
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
    client_ = std::make_unique<VirtualClient>(runtime_, world_.load_balancers(), listener);
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
    look_up();
    if (interrupted_) {
      return stop(ExitCode::interrupted, "interrupted",
                  "interrupted at " + format_time(runtime_.now()));
    }
    return true;
  }

  // From its work, to tell the progress and to see whether it shall end.
  void look_up() {
    if (interrupted_ || !options_.progress) return;
    interrupted_ = options_.progress(runtime_.now(), load_ ? load_->sent() : 0);
    if (interrupted_) runtime_.stop();
  }

  bool stop(ExitCode code, std::string end, std::string problem) {
    record_.exit_code = code;
    record_.problem = std::move(problem);
    end_ = std::move(end);
    return false;
  }

  void finish(double wall_seconds) {
    std::string lost;
    if (timeline_file_) lost = timeline_file_->close();
    if (jtl_ && lost.empty()) lost = jtl_->close();
    const auto verdicts = judge_.judge(record_.events);
    const bool all_met =
        std::all_of(verdicts.begin(), verdicts.end(), [](const Verdict& v) { return v.met; });
    if (record_.exit_code == ExitCode::ok && !all_met)
      record_.exit_code = ExitCode::expectation_failed;
    const std::string result = !end_.empty() ? end_ : all_met ? "passed" : "failed";
    record_.summary = make_summary({scenario_, record_.events, stats_, verdicts, runtime_.now(),
                                    result, record_.problem, wall_seconds});
    if (!without_influence_.empty()) {
      record_.summary["without_influence"] = without_influence_;
    }
    if (!options_.reproduce.empty()) record_.summary["reproduce"] = options_.reproduce;
    if (!lost.empty()) note_lost_file(record_, lost);
    if (options_.out_dir.empty()) return;
    lost =
        write_text_file(options_.out_dir + "/summary.json",
                        record_.summary.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    if (!lost.empty()) note_lost_file(record_, lost);
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  RunRecord record_;
  std::vector<std::string> without_influence_;  // names
  std::string refused_;
  std::string end_;  // why the run ended early
  bool interrupted_ = false;
  sim::VirtualRuntime runtime_;
  core::Timeline timeline_;
  std::unique_ptr<core::Faults> faults_;  // null: none
  std::map<std::string, Code> code_;      // by logical id
  VirtualHosts hosts_;
  world::World world_;
  RequestStats stats_;
  ExpectationJudge judge_;
  std::unique_ptr<TimelineWriter> timeline_file_;
  std::unique_ptr<JtlWriter> jtl_;
  std::unique_ptr<VirtualClient> client_;
  std::unique_ptr<LoadGenerator> load_;
};

}  // namespace

ExitCode exit_code_of(const document::Diagnostics& errors) {
  const auto beyond_us = [](const document::Diagnostic& error) {
    // A slip of the pen is the author's, though what it says is not modelled either.
    return !error.hint.starts_with("did you mean") &&
           error.message.ends_with("is not modelled by Spillway");
  };
  return std::all_of(errors.begin(), errors.end(), beyond_us) ? ExitCode::not_modelled
                                                              : ExitCode::bad_input;
}

RunRecord run(const Scenario& scenario, const RunOptions& options) {
  return VirtualRun(scenario, options).execute();
}

}  // namespace spillway::harness
