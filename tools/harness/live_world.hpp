// LiveWorld: one world of a live run, with what is around it for as long as it stands: its faults,
// its processes, its listeners, its load. A reset replaces it as a whole.
//
// Owned by the run; destroying it kills its processes and breaks its connections off, and leaves
// callbacks in the runtime that must then be dropped (LiveRuntime::drop_pending).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "emulator/core/faults.hpp"
#include "emulator/live/alb_listeners.hpp"
#include "emulator/live/process_hosts.hpp"
#include "emulator/world/world.hpp"
#include "tools/harness/check_scenario.hpp"
#include "tools/harness/live_run.hpp"
#include "tools/harness/load/live_client.hpp"
#include "tools/harness/load/load_generator.hpp"

namespace spillway::harness {

class LiveWorld {
 public:
  /// All of them outlive it. The faults' times count from `begin`.
  LiveWorld(const Scenario& scenario, const LoadedTemplate& loaded, const LiveOptions& live,
            LiveRuntime& runtime, core::Timeline& timeline, TimePoint begin,
            std::vector<std::uint16_t> ports);

  /// Sends the scenario's load from now on to that address, if there is a listener that it can go
  /// to.
  void start_load(const std::string& address, RequestObserver observer);
  /// Requests of the load so far, and of them those without an answer.
  std::uint64_t sent() const { return load_ ? load_->sent() : 0; }
  std::size_t outstanding() const { return load_ ? load_->outstanding() : 0; }

  core::Faults& faults() { return faults_; }
  live::ProcessHosts& hosts() { return hosts_; }
  world::World& world() { return world_; }
  const world::World& world() const { return world_; }
  live::AlbListeners& listeners() { return listeners_; }
  const live::AlbListeners& listeners() const { return listeners_; }

 private:
  LiveRuntime& runtime_;
  core::Timeline& timeline_;
  const Scenario& scenario_;
  std::vector<LoadStage> stages_;
  core::Faults faults_;
  live::ProcessHosts hosts_;
  world::World world_;
  live::AlbListeners listeners_;
  std::unique_ptr<LiveClient> client_;
  std::unique_ptr<LoadGenerator> load_;
};

}  // namespace spillway::harness
