#include "emulator/core/api_faults.hpp"

#include <algorithm>
#include <map>

namespace spillway::core {
namespace {

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

ApiError error_of(const std::string& service, const Fault& fault) {
  const std::string code = fault.text("error");
  const bool throttled = code.find("Throttl") != std::string::npos;
  const std::string message =
      throttled ? "Rate exceeded" : "injected by the scenario's fault " + fault.name;
  return {code, fault.text("message", message),
          static_cast<int>(fault.integer("status", status_of(service, code)))};
}

}  // namespace

Interference ApiFaults::decide(const std::string& service, const std::string& action,
                               const std::string& caller, Telling telling, Takes takes) {
  Interference interference;
  const bool in_sums = telling == Telling::minutes;
  const Faults::Names names = {service + ":" + action, service + ":*", "*"};
  const auto is_callers = [&](const Fault& fault) {
    return !fault.has("caller") || faults_.is_named(fault.text("caller"), caller);
  };
  const auto is_taken = [&](const Fault& fault) {
    return is_callers(fault) && (takes == nullptr || takes(error_of(service, fault)));
  };
  if (auto strike = faults_.draw(FaultType::api_latency, names, is_callers)) {
    interference.delay = strike.sample("latency");
    faults_.tell(strike, format_seconds(interference.delay) + " s more for " + caller, in_sums);
  }
  if (auto strike = faults_.draw(FaultType::api_error, names, is_taken)) {
    interference.error = error_of(service, *strike.fault);
    faults_.tell(strike, interference.error->code + " for " + caller, in_sums);
    return interference;
  }
  const auto is_too_much = [&](const Fault& fault) {
    return is_callers(fault) && !lets_through(fault);
  };
  if (auto strike = faults_.draw(FaultType::api_throttle, names, is_too_much)) {
    faults_.tell(strike, "throttled for " + caller, in_sums);
    interference.throttled = true;
  }
  return interference;
}

// A token bucket like the account's own; without a rate it stays empty.
bool ApiFaults::lets_through(const Fault& fault) {
  const double rate = fault.rate("rate", 0);
  const auto burst = static_cast<double>(fault.integer("burst", rate > 0 ? 1 : 0));
  const TimePoint now = runtime_.now();
  Bucket& bucket = buckets_.try_emplace(fault.name, Bucket{burst, now}).first->second;
  bucket.tokens = std::min(burst, bucket.tokens + to_seconds(now - bucket.filled_at) * rate);
  bucket.filled_at = now;
  if (bucket.tokens < 1 - 1e-9) return false;
  bucket.tokens -= 1;
  return true;
}

}  // namespace spillway::core
