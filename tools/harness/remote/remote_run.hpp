// run_remote(): a scenario's load, faults and expectations against an emulator that runs already
// (`spillway up`), so that the load has a processor, or a machine, of its own.
//
// Blocks the calling thread, which becomes the runtime's. Time 0 is when the run begins, whatever
// the emulator's is; what had happened there before is none of the run's business. The emulator's
// faults are the run's from its begin to its end.
#pragma once

#include <functional>
#include <string>

#include "tools/harness/run.hpp"

namespace spillway::harness {

struct RemoteOptions {
  std::string endpoint;  ///< "http://host:4566"
  /// Where the load goes; once, before it begins.
  std::function<void(const std::string& url)> ready;
  std::function<void(const core::Event&)> event;  ///< as it happens
};

RunRecord run_remote(const Scenario& scenario, const RunOptions& options,
                     const RemoteOptions& remote);

}  // namespace spillway::harness
