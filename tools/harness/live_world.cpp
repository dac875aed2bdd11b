#include "tools/harness/live_world.hpp"

#include "tools/harness/live_settings.hpp"

namespace spillway::harness {
namespace {

// The scenario's times count from the world's beginning.
std::vector<LoadStage> stages_from(std::vector<LoadStage> stages, TimePoint begin) {
  for (LoadStage& stage : stages) stage.begin = begin + stage.begin.time_since_epoch();
  return stages;
}

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
      stages_(stages_from(scenario.load, begin)),
      faults_(runtime, timeline, faults_from(scenario, begin)),
      hosts_(runtime, live_programs(loaded.code, live.programs), {live.freeze}, live.output),
      world_(runtime, timeline, {hosts_, hosts_}, live_settings(scenario), &faults_),
      listeners_(runtime, world_.load_balancers(), {live.address, std::move(ports)}) {
  // What every tool for local clouds uses; nobody else's keys are taken.
  world_.add_administrator({"test", "test", ""}, "client");
}

void LiveWorld::start_load(RequestObserver observer) {
  const auto addresses = listeners_.addresses();
  if (addresses.empty() || stages_.empty()) return;
  client_ = std::make_unique<LiveClient>(runtime_, listeners_, addresses.front());
  load_ =
      std::make_unique<LoadGenerator>(runtime_, timeline_, *client_, stages_, std::move(observer));
  load_->start();
}

}  // namespace spillway::harness
