// ApiFaults: the scenario's API faults, set in front of the API. Owned by the run.
#pragma once

#include <vector>

#include "emulator/core/timeline.hpp"
#include "emulator/wire/endpoint.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

class ApiFaults {
 public:
  /// Registers itself with the endpoint; both must outlive the run's last call.
  ApiFaults(Runtime& runtime, core::Timeline& timeline, wire::Endpoint& api,
            const std::vector<ApiFault>& faults);

 private:
  wire::Interference decide(const std::string& service, const std::string& action,
                            const std::string& caller);

  Runtime& runtime_;
  core::Timeline& timeline_;
  const std::vector<ApiFault>& faults_;
  Rng rng_;
};

}  // namespace spillway::harness
