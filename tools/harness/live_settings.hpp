// What of a scenario concerns live mode alone. Pure functions.
#pragma once

#include <map>
#include <string>

#include "emulator/live/program.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

/// The settings of AWS without the waits that real sockets and processes bring by themselves: the
/// network's and the API's latency, the start of a process. What the scenario says stays.
world::Settings live_settings(const Scenario& scenario);

/// The scenario with expectations that bear real machines: by its slack, `within` is longer and the
/// span of a `never` shorter at its ends. Metrics stay as they are.
Scenario with_slack(const Scenario& scenario);

/// What to start behind each logical id. `folder` holds our own programs.
live::Programs live_programs(const std::map<std::string, Code>& code, const std::string& folder);

}  // namespace spillway::harness
