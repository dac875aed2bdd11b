// Loads a scenario file: everything in it is checked before anything runs, and every problem is
// reported with its line, its path and the nearest known name.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/document/document.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

/// Of a run that lasts until somebody ends it.
inline constexpr Duration kEndless = std::chrono::hours(24);

/// One `--set key=value`: a template parameter's name, or a dotted path in the scenario
/// ("aws.ecs.start.pull", "load.burst.rate", "seed").
using Override = std::pair<std::string, std::string>;

/// `endless`: it runs until somebody ends it, so it needs neither a duration nor load.
boost::system::result<Scenario, document::Diagnostics> load_scenario(
    const std::string& file, const std::vector<Override>& overrides = {}, bool endless = false);

/// The same from text; `file` is for messages and for resolving the template's name.
boost::system::result<Scenario, document::Diagnostics> parse_scenario(
    std::string_view text, const std::string& file, const std::vector<Override>& overrides = {});

}  // namespace spillway::harness
