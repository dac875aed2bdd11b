// What every run against the wall clock does before it begins.
#pragma once

#include <vector>

#include "tools/harness/run.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

/// Sleeps until the second of the minute at which the scenario wants to start, if it says one.
/// False: `options.progress` wants to stop.
bool wait_for_start(const Scenario& scenario, const RunOptions& options);

/// The record of a run that was interrupted while it waited.
RunRecord interrupted_before_start();

/// The stages as they are when the load begins now: what came before took real time.
std::vector<LoadStage> beginning(const std::vector<LoadStage>& stages, TimePoint now);

/// As many open files as the system lets this process have: each connection is one.
void raise_open_files();

}  // namespace spillway::harness
