// JUnit XML, as CI servers read it: a test suite a scenario, a test case an expectation.
#pragma once

#include <string>
#include <vector>

#include "tools/harness/run.hpp"

namespace spillway::report {

std::string render_junit(const std::vector<harness::RunRecord>& records);

}  // namespace spillway::report
