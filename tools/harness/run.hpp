// run(): one scenario from its first event to its verdict, in virtual time.
//
// Single-threaded and self-contained: runs may go on side by side, one a thread. Files are written
// only if a folder is named.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "emulator/core/timeline.hpp"
#include "emulator/document/document.hpp"
#include "runtime/json.hpp"
#include "tools/harness/expectation.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

/// The command's exit codes.
enum class ExitCode : int {
  ok = 0,
  expectation_failed = 1,
  bad_input = 2,
  not_modelled = 3,
  not_deterministic = 4,
  stopped = 5,
  interrupted = 130,
};

struct RunOptions {
  std::string out_dir;   ///< empty: no files
  bool requests = true;  ///< write requests.jtl
  /// How many events the record holds, the newest; for what runs on for days.
  std::size_t most_events = std::numeric_limits<std::size_t>::max();
  std::string reproduce;  ///< the command that shows this run again; for the summary
  /// Called every few milliseconds with the virtual time reached; true stops the run.
  std::function<bool(TimePoint now, std::uint64_t requests)> progress;
};

/// A finished run, as files hold it and reports show it.
struct RunRecord {
  ExitCode exit_code = ExitCode::ok;
  Json summary = Json::object();    ///< summary.json
  std::vector<core::Event> events;  ///< timeline.jsonl
  document::Diagnostics errors;     ///< why it could not run; then the rest is empty
  std::string problem;              ///< why it ended early, or what could not be written
};

/// bad_input; or not_modelled if that is all that is wrong. A name that is merely close to a known
/// one counts as a slip of the pen.
ExitCode exit_code_of(const document::Diagnostics& errors);

RunRecord run(const Scenario& scenario, const RunOptions& options);

}  // namespace spillway::harness
