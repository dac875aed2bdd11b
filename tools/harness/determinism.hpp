// Determinism: one seed, two runs, the same bytes.
#pragma once

#include <cstdint>
#include <string>

#include "tools/harness/run.hpp"

namespace spillway::harness {

struct DeterminismResult {
  RunRecord first;          ///< the first run; its exit code is the verdict if both are the same
  bool compared = false;    ///< both runs came to their end, and their files were compared
  std::uint64_t lines = 0;  ///< that are the same
  std::string difference;   ///< the first line that differs, in both runs; empty if none does
  document::Diagnostics errors;  ///< why a run could not be made
  std::string problem;           ///< why a run ended early
  ExitCode exit_code = ExitCode::ok;
};

/// Runs the scenario twice and compares timeline and requests line by line. The first run writes
/// into the options' folder if they name one; what has to be compared besides goes to a temporary
/// folder that is gone afterwards. Their progress is asked during both runs.
DeterminismResult check_determinism(const Scenario& scenario, const RunOptions& options);

/// Empty if both files hold the same lines, which are added to `lines`; else the first line that
/// differs, called `name`, as each run wrote it. Absent files are empty.
std::string first_difference(const std::string& one, const std::string& two,
                             const std::string& name, std::uint64_t& lines);

}  // namespace spillway::harness
