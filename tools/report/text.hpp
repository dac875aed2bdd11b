// The report of a run for a terminal: what was expected and what was seen, then what happened with
// the seconds between, then the requests, and for a run that did not pass its end: what failed, the
// chain of events that led there, the seed, and the command that shows it again. Rendered from the
// record alone, so that a finished run can be shown again.
#pragma once

#include <string>
#include <vector>

#include "emulator/core/timeline.hpp"
#include "runtime/json.hpp"
#include "tools/harness/run.hpp"
#include "tools/report/style.hpp"

namespace spillway::report {

/// `folder` is where the run's files are; empty if there are none.
std::string render_text(const harness::RunRecord& record, const std::string& folder,
                        const Style& style);

/// The end of render_text(): what failed or why it stopped, the seed and the command that shows it
/// again. Empty if the run passed.
std::string render_ending(const harness::RunRecord& record, const Style& style);

/// An unmet expectation of summary.json, what was seen instead, and the events that led there.
std::string render_failure(const Json& verdict, const std::vector<core::Event>& events,
                           const Style& style);

/// What went wrong in the run by itself, whatever was expected; empty if nothing did.
std::string render_errors(const std::vector<core::Event>& events, const Style& style);

}  // namespace spillway::report
