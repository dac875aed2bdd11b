// The requests of a run by stage, target and status.
#pragma once

#include <string>

#include "runtime/json.hpp"
#include "tools/report/style.hpp"

namespace spillway::report {

/// From summary.json; empty if there were no requests.
std::string request_table(const Json& summary, const Style& style);

}  // namespace spillway::report
