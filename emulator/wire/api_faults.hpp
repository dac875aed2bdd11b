// ApiFaults: the faults that strike API calls: errors, latency, throttling (see core::Faults).
// Owned by the world, which sets it in front of the endpoint if there are faults. Runtime's thread
// only.
#pragma once

#include <map>
#include <string>

#include "emulator/core/context.hpp"
#include "emulator/wire/endpoint.hpp"

namespace spillway::wire {

class ApiFaults {
 public:
  /// `context` has faults and outlives this.
  explicit ApiFaults(core::Context& context) : context_(context) {}

  /// What happens to one call; see Interceptor.
  Interference decide(const std::string& service, const std::string& action,
                      const std::string& caller);

 private:
  struct Bucket {
    double tokens = 0;
    TimePoint filled_at{};
  };

  bool lets_through(const core::Fault& fault);

  core::Context& context_;
  std::map<std::string, Bucket> buckets_;  // by the fault's name
};

}  // namespace spillway::wire
