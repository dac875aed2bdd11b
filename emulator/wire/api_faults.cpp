#include "emulator/wire/api_faults.hpp"

#include <algorithm>
#include <map>

namespace spillway::wire {
namespace {

using core::FaultType;

// What AWS answers with the code, unless the fault says it.
int status_of(const std::string& service, const std::string& code) {
  static const std::map<std::string, int, std::less<>> kStatus = {
      {"AccessDenied", 403},       {"HealthUnavailable", 500},
      {"InternalFailure", 500},    {"InternalServiceError", 500},
      {"ServerException", 500},    {"ServiceException", 500},
      {"ServiceUnavailable", 503}, {"ServiceUnavailableException", 503},
  };
  // The one service here whose protocol tells errors apart by their status.
  static const std::map<std::string, int, std::less<>> kLambdaStatus = {
      {"AccessDeniedException", 403},
      {"ResourceConflictException", 409},
      {"ResourceNotFoundException", 404},
      {"TooManyRequestsException", 429},
  };
  if (const auto it = kStatus.find(code); it != kStatus.end()) return it->second;
  const auto it = kLambdaStatus.find(code);
  return service == "lambda" && it != kLambdaStatus.end() ? it->second : 400;
}

core::ApiError error_of(const std::string& service, const core::Fault& fault) {
  const std::string code = fault.text("error");
  const bool throttled = code.find("Throttl") != std::string::npos;
  const std::string message =
      throttled ? "Rate exceeded" : "injected by the scenario's fault " + fault.name;
  return {code, fault.text("message", message),
          static_cast<int>(fault.integer("status", status_of(service, code)))};
}

}  // namespace

Interference ApiFaults::decide(const std::string& service, const std::string& action,
                               const std::string& caller) {
  Interference interference;
  core::Faults& faults = *context_.faults;
  const core::Faults::Names names = {service + ":" + action, service + ":*", "*"};
  const auto is_callers = [&](const core::Fault& fault) {
    return !fault.has("caller") || faults.is_named(fault.text("caller"), caller);
  };
  if (auto strike = faults.draw(FaultType::api_latency, names, is_callers)) {
    interference.delay = strike.sample("latency");
    faults.tell(strike, core::format_seconds(interference.delay) + " s more for " + caller);
  }
  if (auto strike = faults.draw(FaultType::api_error, names, is_callers)) {
    interference.error = error_of(service, *strike.fault);
    faults.tell(strike, interference.error->code + " for " + caller);
    return interference;
  }
  const auto is_too_much = [&](const core::Fault& fault) {
    return is_callers(fault) && !lets_through(fault);
  };
  if (faults.strike(FaultType::api_throttle, names, "throttled for " + caller, is_too_much)) {
    interference.throttled = true;
  }
  return interference;
}

// A token bucket like the account's own; without a rate it stays empty.
bool ApiFaults::lets_through(const core::Fault& fault) {
  const double rate = fault.rate("rate", 0);
  const auto burst = static_cast<double>(fault.integer("burst", rate > 0 ? 1 : 0));
  const TimePoint now = context_.runtime.now();
  Bucket& bucket = buckets_.try_emplace(fault.name, Bucket{burst, now}).first->second;
  bucket.tokens = std::min(burst, bucket.tokens + to_seconds(now - bucket.filled_at) * rate);
  bucket.filled_at = now;
  if (bucket.tokens < 1 - 1e-9) return false;
  bucket.tokens -= 1;
  return true;
}

}  // namespace spillway::wire
