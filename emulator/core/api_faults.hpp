// ApiFaults: the faults that strike API calls: errors, latency, throttling (see core::Faults).
// Owned by the world, which sets it in front of the wire's endpoint and gives it to the services
// (Context::api_faults) if there are faults. Runtime's thread only.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "emulator/core/api_error.hpp"
#include "emulator/core/faults.hpp"

namespace spillway::core {

/// What a fault does to one call: it is executed later, and fails with `error` if there is one
/// (after its signature and permissions were found good, without any effect).
struct Interference {
  Duration delay{};
  std::optional<ApiError> error;
  bool throttled = false;  ///< or is refused as if the account had called too often
};

class ApiFaults {
 public:
  enum class Telling {
    each,    ///< every strike is told
    minutes  ///< of each minute the first, with how many there were: a load balancer's many
  };
  using Takes = bool (*)(const ApiError&);

  /// Both outlive this.
  ApiFaults(Runtime& runtime, Faults& faults) : runtime_(runtime), faults_(faults) {}

  /// Could a call be struck now?
  bool armed() const {
    return faults_.armed(FaultType::api_error) || faults_.armed(FaultType::api_latency) ||
           faults_.armed(FaultType::api_throttle);
  }
  /// What happens to one call. An error that `takes` refuses does not strike it.
  Interference decide(const std::string& service, const std::string& action,
                      const std::string& caller, Telling telling = Telling::each,
                      Takes takes = nullptr);

 private:
  struct Bucket {
    double tokens = 0;
    TimePoint filled_at{};
  };

  bool lets_through(const Fault& fault);

  Runtime& runtime_;
  Faults& faults_;
  std::map<std::string, Bucket> buckets_;  // by the fault's name
};

}  // namespace spillway::core
