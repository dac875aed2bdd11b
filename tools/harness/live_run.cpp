#include "tools/harness/live_run.hpp"

#include <chrono>
#include <memory>

#include "emulator/live/alb_listeners.hpp"
#include "emulator/live/api_server.hpp"
#include "emulator/live/process_hosts.hpp"
#include "tools/harness/check_scenario.hpp"
#include "tools/harness/live_settings.hpp"
#include "tools/harness/load/live_client.hpp"
#include "tools/harness/load/load_generator.hpp"
#include "tools/harness/run_book.hpp"

namespace spillway::harness {
namespace {

// How often the run looks whether it shall end.
constexpr Duration kLook = std::chrono::milliseconds(50);
// What containers have after SIGTERM when the run is over; with it all ends within five seconds.
constexpr Duration kFarewell = std::chrono::seconds(3);

std::string url_of(const std::string& address, std::uint16_t port) {
  return "http://" + (address == "0.0.0.0" ? "127.0.0.1" : address) + ":" + std::to_string(port);
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
        faults_(make_faults(scenario, runtime_, timeline_)),
        hosts_(runtime_, live_programs(loaded_.code, live.programs), {live.freeze}, live.output),
        world_(runtime_, timeline_, {hosts_, hosts_}, live_settings(scenario), faults_.get()),
        book_(scenario, options, runtime_),
        listeners_(runtime_, world_.load_balancers(), {live.address, live.alb_port}),
        api_(runtime_, timeline_,
             {world_.api(), [this](std::string_view key) { return hosts_.cause_of(key); },
              [this] { return state(); }},
             {live.address, live.port, live.hosts}) {
    timeline_.subscribe([this](const core::Event& event) { on_event(event); });
    // What every tool for local clouds uses; nobody else's keys are taken.
    world_.add_administrator({"test", "test", ""}, "client");
  }

  RunRecord execute() {
    if (!open() || !book_.open_files()) return book_.take_record();
    if (live_.ready) live_.ready(addresses());
    start();
    runtime_.run();
    hosts_.end_containers(kFarewell);
    world_.load_balancers().close_minute();
    timeline_.record("run.finished", {{"reason", book_.reason()}});
    book_.finish(to_seconds(runtime_.now() - begin_));
    return book_.take_record();
  }

 private:
  void on_event(const core::Event& event) {
    book_.note(event);
    if (live_.event) live_.event(without_secrets(event));
    // A client may add and delete listeners.
    if (event.name == "api.call" && event.data.value("service", "") == "elbv2") {
      runtime_.post([this] { follow(); });
    }
    // A person at the emulator tries things out; a run that lacks something has failed.
    if (book_.refused() && !live_.endless) {
      book_.end_refused();
      runtime_.stop();
    }
  }

  // What a function says of its failure may hold them. The record keeps what was said.
  core::Event without_secrets(const core::Event& event) const {
    core::Event shown = event;
    const auto message = shown.data.find("error_message");
    if (message != shown.data.end() && message->is_string()) {
      *message = hosts_.masked(message->get<std::string>());
    }
    return shown;
  }

  bool open() {
    if (const auto opened = hosts_.open(); !opened) {
      return cannot_listen(opened.error(), "see what the operating system lets this user do");
    }
    if (const auto started = api_.start(); !started) {
      return cannot_listen(started.error(), "free the port, or name another with --port");
    }
    hosts_.set_endpoint(url_of(live_.address, api_.port()));
    timeline_.record("run.started",
                     {{"scenario", scenario_.name}, {"seed", scenario_.seed}, {"mode", "live"}});
    if (!book_.deploy(world_, loaded_.root)) return false;
    if (const auto opened = listeners_.follow(); !opened) {
      return cannot_listen(opened.error(), "free the port, or name another with --alb-port");
    }
    return true;
  }

  bool cannot_listen(const std::string& problem, const std::string& remedy) {
    book_.fail({{scenario_.file, 0, 0, {}, problem, remedy}});
    return false;
  }

  void follow() {
    if (const auto opened = listeners_.follow(); !opened) live_.output("alb", opened.error());
  }

  void start() {
    begin_ = runtime_.now();
    const auto listeners = listeners_.addresses();
    if (live_.load && !listeners.empty() && !scenario_.load.empty()) {
      book_.open_requests(listeners.front().listener.dns_name);
      client_ = std::make_unique<LiveClient>(runtime_, listeners_, listeners.front());
      load_ = std::make_unique<LoadGenerator>(
          runtime_, timeline_, *client_, scenario_.load,
          [this](const RequestRecord& request) { book_.note(request); });
      load_->start();
    }
    look();
  }

  void look() {
    if (options_.progress && options_.progress(runtime_.now(), load_ ? load_->sent() : 0)) {
      book_.end_interrupted();
      return runtime_.stop();
    }
    // Clients that are still waiting get their answers, or give up: no request goes unrecorded.
    const bool over = runtime_.now() >= TimePoint(scenario_.duration);
    if (!live_.endless && over && (!load_ || load_->outstanding() == 0)) return runtime_.stop();
    runtime_.call_after(kLook, [this] { look(); });
  }

  LiveAddresses addresses() const {
    LiveAddresses result{url_of(live_.address, api_.port()), {}};
    for (const auto& at : listeners_.addresses()) {
      result.listeners.push_back(
          {at.listener.load_balancer_name, at.listener.port, url_of(live_.address, at.port)});
    }
    return result;
  }

  Json state() const {
    Json listeners = Json::array();
    for (const auto& at : addresses().listeners) {
      listeners.push_back(
          {{"load_balancer", at.load_balancer}, {"port", at.listener_port}, {"url", at.url}});
    }
    return {{"scenario", scenario_.name},
            {"seconds", to_seconds(runtime_.now().time_since_epoch())},
            {"account", world_.account().id},
            {"region", world_.account().region},
            {"requests", load_ ? load_->sent() : 0},
            {"listeners", listeners}};
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  const LiveOptions& live_;
  LoadedTemplate loaded_;
  LiveRuntime runtime_;
  core::Timeline timeline_;
  std::unique_ptr<core::Faults> faults_;  // null: none
  live::ProcessHosts hosts_;
  world::World world_;
  RunBook book_;
  live::AlbListeners listeners_;
  live::ApiServer api_;
  TimePoint begin_{};
  std::unique_ptr<LiveClient> client_;
  std::unique_ptr<LoadGenerator> load_;
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
  return LiveRun(scenario, options, live, std::move(*loaded)).execute();
}

}  // namespace spillway::harness
