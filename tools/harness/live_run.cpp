#include "tools/harness/live_run.hpp"

#include <chrono>
#include <memory>

#include "emulator/live/api_server.hpp"
#include "emulator/world/state.hpp"
#include "tools/harness/check_scenario.hpp"
#include "tools/harness/live_admin.hpp"
#include "tools/harness/live_settings.hpp"
#include "tools/harness/live_start.hpp"
#include "tools/harness/live_world.hpp"
#include "tools/harness/run_book.hpp"

namespace spillway::harness {
namespace {

// How often the run looks whether it shall end.
constexpr Duration kLook = std::chrono::milliseconds(50);
// What containers have after SIGTERM when the run is over; with it all ends within five seconds.
constexpr Duration kFarewell = std::chrono::seconds(3);
// Before a run ends that asked for what is not modelled: who asked is still told so.
constexpr Duration kLastWords = std::chrono::milliseconds(200);

// Where a client on this machine finds what listens on that address.
std::string reachable(const std::string& address) {
  return address == "0.0.0.0" ? "127.0.0.1" : address;
}

std::string url_of(const std::string& address, std::uint16_t port) {
  return "http://" + reachable(address) + ":" + std::to_string(port);
}

class LiveRun {
 public:
  LiveRun(const Scenario& scenario, const RunOptions& options, const LiveOptions& live,
          LoadedTemplate&& loaded)
      : scenario_(scenario),
        options_(options),
        live_(live),
        loaded_(std::move(loaded)),
        runtime_(scenario.seed),
        timeline_(runtime_),
        book_(scenario, options, runtime_),
        api_(runtime_, timeline_, api_ports(), {live.address, live.port, live.hosts}) {
    timeline_.subscribe([this](const core::Event& event) { on_event(event); });
  }

  RunRecord execute() {
    if (!open() || !book_.open_files() || !open_access_log(false)) return book_.take_record();
    begin_ = runtime_.now();
    start();
    runtime_.run();
    if (world_) {
      world_->hosts().end_containers(kFarewell);
      world_->world().load_balancers().close_minute();
    }
    timeline_.record("run.finished", {{"reason", book_.reason()}});
    book_.finish(to_seconds(runtime_.now() - begin_));
    RunRecord record = book_.take_record();
    close_access_log();
    if (!lost_log_.empty()) note_lost_file(record, lost_log_);
    return record;
  }

 private:
  live::ApiPorts api_ports() {
    return {[this]() -> wire::Endpoint& { return world_->world().api(); },
            [this](std::string_view key) { return world_->hosts().cause_of(key); },
            [this](const core::Event& event) { return without_secrets(event); },
            admin_ports({scenario_, loaded_, live_, runtime_,
                         [this]() -> LiveWorld& { return *world_; }, [this] { return addresses(); },
                         [this] { runtime_.post([this] { reset(); }); }})};
  }

  void on_event(const core::Event& event) {
    const core::Event shown = without_secrets(event);
    book_.note(shown);
    if (live_.event) live_.event(shown);
    // A client may add and delete listeners.
    if (event.name == "api.call" && event.data.value("service", "") == "elbv2") {
      runtime_.post([this] { follow(); });
    }
    // A person at the emulator tries things out; a run that lacks something has failed.
    if (book_.refused() && !live_.endless && !book_.ended()) {
      book_.end_refused();
      runtime_.call_after(kLastWords, [this] { runtime_.stop(); });
    }
  }

  // What a function says of its failure may hold them.
  core::Event without_secrets(const core::Event& event) const {
    core::Event shown = event;
    const auto message = shown.data.find("error_message");
    if (world_ && message != shown.data.end() && message->is_string()) {
      *message = world_->hosts().masked(message->get<std::string>());
    }
    return shown;
  }

  bool open() {
    if (const auto started = api_.start(); !started) {
      return cannot_listen(
          started.error(),
          "free the port, or name another with --port (or another address with --bind)");
    }
    return build(TimePoint{}, {live_.alb_port});
  }

  // A world whose times count from `begin`, deployed and listening.
  bool build(TimePoint begin, std::vector<std::uint16_t> ports) {
    world_ = std::make_unique<LiveWorld>(scenario_, loaded_, live_, runtime_, timeline_, begin,
                                         std::move(ports));
    if (const auto opened = world_->hosts().open(); !opened) {
      return cannot_listen(opened.error(), "see what the operating system lets this user do");
    }
    world_->hosts().set_endpoint(url_of(live_.address, api_.port()));
    timeline_.record("run.started",
                     {{"scenario", scenario_.name}, {"seed", scenario_.seed}, {"mode", "live"}});
    if (!book_.deploy(world_->world(), loaded_.root)) return false;
    if (const auto opened = world_->listeners().follow(); !opened) {
      return cannot_listen(opened.error(), "free the port, or name another with --alb-port");
    }
    return true;
  }

  // Into the same file after a reset.
  bool open_access_log(bool append) {
    std::string path = live_.access_log;
    if (path.empty() && !options_.out_dir.empty()) path = options_.out_dir + "/access.log";
    if (path.empty()) return true;
    const std::string problem = world_->listeners().open_access_log(path, append);
    if (problem.empty()) return true;
    return book_.fail({{scenario_.file, 0, 0, {}, problem, "name another file"}});
  }

  void close_access_log() {
    if (!world_) return;
    const std::string lost = world_->listeners().close_access_log();
    if (lost_log_.empty()) lost_log_ = lost;
  }

  // The old world's children die, its clients lose their connections; addresses stay.
  void reset() {
    std::vector<std::uint16_t> ports;
    for (const auto& at : world_->listeners().addresses()) ports.push_back(at.port);
    reset_ = true;
    world_->world().load_balancers().close_minute();
    close_access_log();
    world_.reset();
    runtime_.drop_pending();
    if (build(runtime_.now(), std::move(ports)) && open_access_log(true)) return start();
    // The template could be deployed before; a port that another program took meanwhile is gone.
    runtime_.stop();
  }

  bool cannot_listen(const std::string& problem, const std::string& remedy) {
    return book_.fail({{scenario_.file, 0, 0, {}, problem, remedy}});
  }

  void follow() {
    const auto opened = world_->listeners().follow();
    if (!opened) live_.output("alb", opened.error());
  }

  void start() {
    if (live_.ready) {
      live_.ready(
          {addresses(), world::state_of(world_->world().operations()), runtime_.now(), reset_});
    }
    const auto listeners = world_->listeners().addresses();
    if (live_.load && !listeners.empty() && !scenario_.load.empty()) {
      book_.open_requests(listeners.front().listener.dns_name);
      world_->start_load(reachable(live_.address),
                         [this](const RequestRecord& request) { book_.note(request); });
    }
    look();
  }

  void look() {
    if (options_.progress && options_.progress(runtime_.now(), world_->sent())) {
      if (!book_.ended()) book_.end_interrupted();
      return runtime_.stop();
    }
    if (live_.status) {
      live_.status(
          {runtime_.now(), world_->listeners().traffic(), world_->world().functions().load()});
    }
    // Nobody can use what it records, so it need not go on for a quarter of an hour.
    if (book_.lost_file() || world_->listeners().lost_access_log()) return runtime_.stop();
    // Clients that are still waiting get their answers, or give up: no request goes unrecorded.
    const bool over = runtime_.now() >= begin_ + scenario_.duration;
    if (!live_.endless && over && world_->outstanding() == 0) return runtime_.stop();
    runtime_.call_after(kLook, [this] { look(); });
  }

  LiveAddresses addresses() const {
    LiveAddresses result{url_of(live_.address, api_.port()), world_->world().account().region, {}};
    for (const auto& at : world_->listeners().addresses()) {
      result.listeners.push_back({at.listener.load_balancer_name, at.listener.port,
                                  url_of(live_.address, at.port), at.listener.dns_name});
    }
    return result;
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  const LiveOptions& live_;
  const LoadedTemplate loaded_;
  LiveRuntime runtime_;
  core::Timeline timeline_;
  RunBook book_;
  std::unique_ptr<LiveWorld> world_;  // null for an instant, while it is replaced
  live::ApiServer api_;
  TimePoint begin_{};
  bool reset_ = false;
  std::string lost_log_;  // why not all of the access log could be written
};

}  // namespace

RunRecord run_live(const Scenario& scenario, const RunOptions& options, const LiveOptions& live) {
  auto loaded = load_template(scenario);
  if (!loaded) {
    RunRecord record;
    record.exit_code = exit_code_of(loaded.error());
    record.errors = loaded.error();
    return record;
  }
  raise_open_files();
  if (!live.endless && !wait_for_start(scenario, options)) return interrupted_before_start();
  const Scenario bearing = with_slack(scenario);
  return LiveRun(bearing, options, live, std::move(*loaded)).execute();
}

}  // namespace spillway::harness
