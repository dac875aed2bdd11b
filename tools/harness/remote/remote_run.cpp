#include "tools/harness/remote/remote_run.hpp"

#include <cstdlib>
#include <memory>

#include "runtime/percent.hpp"
#include "tools/harness/check_scenario.hpp"
#include "tools/harness/live_settings.hpp"
#include "tools/harness/live_start.hpp"
#include "tools/harness/load/live_client.hpp"
#include "tools/harness/load/load_generator.hpp"
#include "tools/harness/remote/remote_emulator.hpp"
#include "tools/harness/remote/remote_timeline.hpp"
#include "tools/harness/run_book.hpp"

namespace spillway::harness {
namespace {

constexpr Duration kLook = std::chrono::milliseconds(50);
// Faults that are not taken back by then stay with the emulator.
constexpr Duration kFarewell = std::chrono::seconds(2);

// What the emulator's load balancer says of an answer to those who ask it (alb_listeners.hpp).
Target told_target(const live::ClientOutcome& outcome) {
  const auto name = outcome.response.headers.get("X-Spillway-Target").value_or("");
  for (const Target target : {Target::lambda, Target::ecs}) {
    if (to_string(target) == name) return target;
  }
  return Target::alb;
}

document::Diagnostics told(const std::string& problem, const std::string& remedy = {}) {
  document::Diagnostic diagnostic;
  diagnostic.message = problem;
  diagnostic.hint = remedy;
  return {diagnostic};
}

// "http://127.0.0.1:8000" -> 8000
std::uint16_t port_of(const std::string& url) {
  const auto colon = url.rfind(':');
  return colon == std::string::npos
             ? 0
             : static_cast<std::uint16_t>(std::strtoul(url.c_str() + colon + 1, nullptr, 10));
}

class RemoteRun {
 public:
  RemoteRun(const Scenario& scenario, const RunOptions& options, const RemoteOptions& remote,
            EmulatorAddress address)
      : scenario_(scenario),
        options_(options),
        remote_(remote),
        runtime_(scenario.seed),
        timeline_(runtime_),
        record_([this](const core::Event& event) { note(event); }),
        book_(scenario, options, runtime_),
        emulator_(runtime_, std::move(address)) {
    timeline_.subscribe([this](const core::Event& event) { record_.add_own(event); });
  }

  RunRecord execute() {
    timeline_.record("run.started",
                     {{"scenario", scenario_.name}, {"seed", scenario_.seed}, {"mode", "live"}});
    emulator_.get("state", [this](RemoteEmulator::Answer state) { got_state(std::move(state)); });
    look();
    runtime_.run();
    if (!started_) return book_.take_record();
    take_faults_back();
    timeline_.record("run.finished", {{"reason", book_.reason()}});
    book_.finish(to_seconds(runtime_.now().time_since_epoch()));
    return book_.take_record();
  }

 private:
  void note(const core::Event& event) {
    book_.note(event);
    if (remote_.event) remote_.event(event);
    if (!book_.refused() || book_.ended()) return;
    book_.end_refused();
    runtime_.stop();
  }

  void fail(const std::string& problem, const std::string& remedy = {}) {
    if (book_.ended()) return;
    book_.fail(told(problem, remedy));
    started_ = false;
    runtime_.stop();
  }

  // The run has begun and cannot go on.
  void break_off(const std::string& problem) {
    if (book_.ended()) return;
    book_.end(ExitCode::stopped, "stopped", problem);
    runtime_.stop();
  }

  void got_state(RemoteEmulator::Answer answer) {
    if (!answer) return fail(answer.error());
    const Json& state = *answer;
    if (!state.is_object()) return fail("what listens at " + remote_.endpoint + " is no Spillway");
    const std::string theirs = state.value("scenario", "");
    if (theirs != scenario_.name) {
      return fail("the emulator at " + remote_.endpoint + " runs '" + theirs + "', not '" +
                      scenario_.name + "'",
                  "start it with spillway up " + scenario_.file);
    }
    const Json listeners = state.value("listeners", Json::array());
    if (listeners.empty() && !scenario_.load.empty()) {
      return fail("the emulator at " + remote_.endpoint + " has no listener for the load");
    }
    const double seconds = state.value("seconds", 0.0);
    record_.set_offset(Duration(static_cast<std::int64_t>(seconds * 1e9)) -
                       runtime_.now().time_since_epoch());
    emulator_.follow([this](core::Event event) { record_.add_remote(std::move(event)); },
                     [this](const std::string& problem) { break_off(problem); });
    if (!book_.open_files()) return runtime_.stop();
    started_ = true;
    stages_ = beginning(scenario_.load, runtime_.now());
    if (!scenario_.load.empty()) begin_load(listeners.front());
    plan_faults();
  }

  void begin_load(const Json& listener) {
    const std::uint16_t port = port_of(listener.value("url", ""));
    const std::string host = listener.value("dns_name", emulator_.address().host);
    book_.open_requests(host);
    if (remote_.ready) {
      remote_.ready("http://" + emulator_.address().ip + ":" + std::to_string(port));
    }
    client_ = std::make_unique<LiveClient>(
        runtime_,
        LiveTarget{emulator_.address().ip, port, host, {{"X-Spillway-Load", "tell-target"}}},
        told_target);
    load_ = std::make_unique<LoadGenerator>(
        runtime_, timeline_, *client_, stages_,
        [this](const RequestRecord& request) { book_.note(request); });
    load_->start();
  }

  // Their times count from the run's begin, which the emulator does not know.
  void plan_faults() {
    if (scenario_.faults.empty()) return;
    emulator_.remove("faults", [this](RemoteEmulator::Answer done) {
      if (!done) return break_off(done.error());
      for (const ScenarioFault& fault : scenario_.faults) plan(fault);
    });
  }

  void plan(const ScenarioFault& read) {
    runtime_.call_at(read.fault.from, [this, &read] {
      emulator_.post("faults", read.source, [this](RemoteEmulator::Answer done) {
        if (!done) break_off(done.error());
      });
    });
    if (!read.fault.length) return;
    runtime_.call_at(read.fault.from + *read.fault.length, [this, &read] {
      emulator_.remove("faults/" + percent_encode(read.fault.name),
                       [this](RemoteEmulator::Answer done) {
                         if (!done) break_off(done.error());
                       });
    });
  }

  void take_faults_back() {
    if (scenario_.faults.empty()) return;
    emulator_.remove("faults", [this](const RemoteEmulator::Answer&) { runtime_.stop(); });
    runtime_.call_after(kFarewell, [this] { runtime_.stop(); });
    runtime_.run();
  }

  void look() {
    if (options_.progress && options_.progress(runtime_.now(), load_ ? load_->sent() : 0)) {
      started_ = started_ || book_.open_files();
      book_.end_interrupted();
      return runtime_.stop();
    }
    const bool over = started_ && runtime_.now() >= TimePoint(scenario_.duration);
    if (over && (!load_ || load_->outstanding() == 0)) return runtime_.stop();
    runtime_.call_after(kLook, [this] { look(); });
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  const RemoteOptions& remote_;
  LiveRuntime runtime_;
  core::Timeline timeline_;
  RemoteTimeline record_;
  RunBook book_;
  RemoteEmulator emulator_;
  std::vector<LoadStage> stages_;
  std::unique_ptr<LiveClient> client_;
  std::unique_ptr<LoadGenerator> load_;
  bool started_ = false;
};

RunRecord failed(document::Diagnostics errors) {
  RunRecord record;
  record.exit_code = exit_code_of(errors);
  record.errors = std::move(errors);
  return record;
}

}  // namespace

RunRecord run_remote(const Scenario& scenario, const RunOptions& options,
                     const RemoteOptions& remote) {
  if (const auto loaded = load_template(scenario); !loaded) return failed(loaded.error());
  auto address = find_emulator(remote.endpoint);
  if (!address) return failed(told(address.error()));
  raise_open_files();
  if (!wait_for_start(scenario, options)) return interrupted_before_start();
  const Scenario bearing = with_slack(scenario);
  return RemoteRun(bearing, options, remote, std::move(*address)).execute();
}

}  // namespace spillway::harness
