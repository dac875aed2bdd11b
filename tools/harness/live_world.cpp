#include "tools/harness/live_world.hpp"

#include "tools/harness/live_settings.hpp"
#include "tools/harness/live_start.hpp"
#include "tools/harness/load/load_messages.hpp"

namespace spillway::harness {
namespace {

// The scenario's times count from the world's beginning.
std::vector<core::Fault> faults_from(const Scenario& scenario, TimePoint begin) {
  std::vector<core::Fault> faults;
  for (const ScenarioFault& read : scenario.faults) {
    faults.push_back(read.fault);
    faults.back().from = begin + read.fault.from.time_since_epoch();
  }
  return faults;
}

}  // namespace

LiveWorld::LiveWorld(const Scenario& scenario, const LoadedTemplate& loaded,
                     const LiveOptions& live, LiveRuntime& runtime, core::Timeline& timeline,
                     TimePoint begin, std::vector<std::uint16_t> ports)
    : runtime_(runtime),
      timeline_(timeline),
      scenario_(scenario),
      faults_(runtime, timeline, faults_from(scenario, begin)),
      hosts_(runtime, live_programs(loaded.code, live.programs), {live.freeze}, live.output),
      world_(runtime, timeline, {hosts_, hosts_}, live_settings(scenario), &faults_),
      listeners_(runtime, world_.load_balancers(), {live.address, std::move(ports)}) {
  // What every tool for local clouds uses; nobody else's keys are taken.
  world_.add_administrator({"test", "test", ""}, "client");
}

void LiveWorld::start_load(const std::string& address, RequestObserver observer) {
  const auto addresses = listeners_.addresses();
  if (addresses.empty() || scenario_.load.empty()) return;
  const auto& [listener, port] = addresses.front();
  stages_ = beginning(scenario_.load, runtime_.now());
  client_ =
      std::make_unique<LiveClient>(runtime_, LiveTarget{address, port, listener.dns_name},
                                   [this](const live::ClientOutcome& outcome) {
                                     return target_of(listeners_.last_target(outcome.local_port));
                                   });
  load_ =
      std::make_unique<LoadGenerator>(runtime_, timeline_, *client_, stages_, std::move(observer));
  load_->start();
}

}  // namespace spillway::harness
