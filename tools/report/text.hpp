// The report of a run for a terminal: what was expected and what was seen, then what happened with
// the seconds between, then the requests. Rendered from the record alone, so that a finished run
// can be shown again.
#pragma once

#include <string>

#include "tools/harness/run.hpp"
#include "tools/report/style.hpp"

namespace spillway::report {

std::string render_text(const harness::RunRecord& record, const Style& style);

}  // namespace spillway::report
