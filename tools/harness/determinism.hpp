// Determinism: one seed, two runs, the same bytes.
#pragma once

#include <cstdint>
#include <string>

#include "tools/harness/run.hpp"

namespace spillway::harness {

struct DeterminismResult {
  bool ok = false;
  ExitCode exit_code = ExitCode::ok;
  std::uint64_t lines = 0;
  std::string difference;  ///< the first line that differs, in both runs; or why a run failed
};

/// Runs the scenario twice and compares timeline and requests line by line.
DeterminismResult check_determinism(const Scenario& scenario);

}  // namespace spillway::harness
