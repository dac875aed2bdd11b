// summary.json: the record of a run, added up. The format is public: later tools and CI jobs read
// it.
#pragma once

#include <string>
#include <vector>

#include "emulator/core/timeline.hpp"
#include "runtime/json.hpp"
#include "tools/harness/expectation.hpp"
#include "tools/harness/request_stats.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

struct SummaryInput {
  const Scenario& scenario;
  const std::vector<core::Event>& events;
  const RequestStats& requests;
  const std::vector<Verdict>& verdicts;
  TimePoint end;
  std::string result;            ///< "passed", "failed", "stopped", "not modelled", "interrupted"
  std::string problem;           ///< why it ended early; empty if it did not
  std::string mode = "virtual";  ///< or "live"
  double wall_seconds = 0;
};

Json make_summary(const SummaryInput& input);

}  // namespace spillway::harness
