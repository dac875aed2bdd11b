#include "tools/harness/run.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>

#include "emulator/sim/virtual_runtime.hpp"
#include "emulator/world/world.hpp"
#include "tools/harness/check_scenario.hpp"
#include "tools/harness/load/load_generator.hpp"
#include "tools/harness/load/virtual_client.hpp"
#include "tools/harness/run_book.hpp"
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
        runtime_(
            {.seed = scenario.seed,
             .epoch = sim::VirtualOptions{}.epoch + scenario.starts_at.value_or(Duration::zero())}),
        timeline_(runtime_),
        faults_(make_faults(scenario, runtime_, timeline_)),
        hosts_(runtime_, code_),
        world_(runtime_, timeline_, {hosts_, hosts_}, scenario.aws, faults_.get()),
        book_(scenario, options, runtime_) {
    hosts_.connect(world_.api());
    timeline_.subscribe([this](const core::Event& event) {
      book_.note(event);
      if (book_.refused()) runtime_.stop();
    });
    runtime_.set_watch([this] { look_up(); });
  }

  RunRecord execute() {
    // Nothing of a folder is touched for a scenario that cannot run.
    if (!deploy() || !book_.open_files()) return book_.take_record();
    start();
    const auto begin = std::chrono::steady_clock::now();
    run_load();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    book_.finish(wall.count());
    return book_.take_record();
  }

 private:
  bool deploy() {
    auto loaded = load_template(scenario_);
    if (!loaded) return book_.fail(loaded.error());
    auto live_only = commands();
    if (!live_only.empty()) return book_.fail(std::move(live_only));
    code_ = std::move(loaded->code);
    timeline_.record("run.started",
                     {{"scenario", scenario_.name}, {"seed", scenario_.seed}, {"mode", "virtual"}});
    return book_.deploy(world_, loaded->root);
  }

  // Programs of the user's, which only live mode can run.
  document::Diagnostics commands() const {
    document::Diagnostics found;
    for (const auto& [name, code] : scenario_.code) {
      if (code != Code::command) continue;
      const Place& place = scenario_.code_places.at(name);
      found.push_back({scenario_.file, place.line, place.column, place.path,
                       "a command in virtual time is not modelled by Spillway",
                       "run the scenario with --live"});
    }
    return found;
  }

  void start() {
    const auto listeners = world_.load_balancers().listeners();
    if (listeners.empty()) return;
    book_.open_requests(listeners.front().dns_name);
    client_ = std::make_unique<VirtualClient>(runtime_, world_.load_balancers(), listeners.front());
    load_ = std::make_unique<LoadGenerator>(
        runtime_, timeline_, *client_, scenario_.load,
        [this](const RequestRecord& request) { book_.note(request); });
    load_->start();
  }

  void run_load() {
    const TimePoint end{scenario_.duration};
    while (runtime_.now() < end && advance(std::min(end, runtime_.now() + kSlice))) {
    }
    // Clients that are still waiting get their answers, or give up: no request goes unrecorded.
    while (!book_.ended() && load_ && load_->outstanding() > 0 &&
           advance(runtime_.now() + kSlice)) {
    }
    world_.load_balancers().close_minute();
    timeline_.record("run.finished", {{"reason", book_.reason()}});
  }

  // False when the run has to end.
  bool advance(TimePoint until) {
    const sim::RunEnd how = runtime_.run_until(until);
    if (book_.refused()) return book_.end_refused();
    if (how == sim::RunEnd::livelock) {
      return book_.end(ExitCode::stopped, "livelock",
                       "a livelock: too many events at " + format_time(runtime_.now()) +
                           " without time passing");
    }
    look_up();
    return interrupted_ ? book_.end_interrupted() : true;
  }

  // From its work, to tell the progress and to see whether it shall end.
  void look_up() {
    if (interrupted_ || !options_.progress) return;
    interrupted_ = options_.progress(runtime_.now(), load_ ? load_->sent() : 0);
    if (interrupted_) runtime_.stop();
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  bool interrupted_ = false;
  sim::VirtualRuntime runtime_;
  core::Timeline timeline_;
  std::unique_ptr<core::Faults> faults_;  // null: none
  std::map<std::string, Code> code_;      // by logical id
  VirtualHosts hosts_;
  world::World world_;
  RunBook book_;
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
