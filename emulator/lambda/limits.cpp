#include "emulator/lambda/limits.hpp"

namespace spillway::lambda {

std::string_view Limits::admit(Function& function, TimePoint now, bool synchronous) {
  const std::int64_t limit = function.reserved.value_or(unreserved());
  const std::int64_t active = function.reserved ? function.active : unreserved_active_;
  if (active >= limit) {
    return function.reserved ? "ReservedFunctionConcurrentInvocationLimitExceeded"
                             : "ConcurrentInvocationLimitExceeded";
  }
  const double rate = settings_.requests_per_concurrency * static_cast<double>(limit);
  TokenBucket& requests = function.reserved ? function.requests : unreserved_requests_;
  if (synchronous && !requests.take(now, rate, rate)) {
    return function.reserved ? "ReservedFunctionInvocationRateLimitExceeded"
                             : "FunctionInvocationRateLimitExceeded";
  }
  // Which reason AWS gives for the scaling rate is UNSOURCED.
  const double environments = settings_.environments_per_10s;
  if (function.idle.empty() &&
      !function.new_environments.take(now, environments, environments / 10)) {
    return "ConcurrentInvocationLimitExceeded";
  }
  ++function.active;
  ++active_;
  if (!function.reserved) ++unreserved_active_;
  return {};
}

void Limits::release(Function& function) {
  --function.active;
  --active_;
  if (!function.reserved) --unreserved_active_;
}

void Limits::set_reservation(Function& function, std::optional<std::int64_t> reservation) {
  if (!function.reserved) unreserved_active_ -= function.active;
  reserved_ += reservation.value_or(0) - function.reserved.value_or(0);
  function.reserved = reservation;
  if (!function.reserved) unreserved_active_ += function.active;
}

}  // namespace spillway::lambda
