// Faults that are added to a live run: read and checked as those of a scenario are.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <vector>

#include "emulator/document/document.hpp"
#include "tools/harness/check_scenario.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

/// `json`: a fault, or a list of them, with the fields of the scenario's section `faults`. Their
/// times count from `now`. One without a name gets one that none of `taken` has.
boost::system::result<std::vector<core::Fault>, document::Diagnostics> read_fault_request(
    const std::string& json, const Scenario& scenario, const LoadedTemplate& loaded,
    const std::vector<std::string>& taken, TimePoint now);

/// As GET /_spillway/faults shows it, but for whether it is active.
Json fault_to_json(const core::Fault& fault);

}  // namespace spillway::harness
