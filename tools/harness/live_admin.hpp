// What Spillway's own pages show and do in a live run. Internal to live_run.cpp.
#pragma once

#include <functional>
#include <string>

#include "emulator/live/admin_pages.hpp"
#include "tools/harness/check_scenario.hpp"
#include "tools/harness/live_run.hpp"
#include "tools/harness/live_world.hpp"

namespace spillway::harness {

/// Of a run; all of it outlives the pages.
struct AdminView {
  const Scenario& scenario;
  const LoadedTemplate& loaded;
  const LiveOptions& live;
  LiveRuntime& runtime;
  std::function<LiveWorld&()> world;  ///< that there is now
  std::function<LiveAddresses()> addresses;
  std::function<void()> reset;  ///< later
};

live::AdminPorts admin_ports(AdminView view);

}  // namespace spillway::harness
