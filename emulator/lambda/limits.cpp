#include "emulator/lambda/limits.hpp"

namespace spillway::lambda {
namespace {

bool has_idle_provisioned(const Version& version) {
  return version.provisioned && !version.provisioned->idle.empty();
}

}  // namespace

std::string_view Limits::admit(Endpoint& endpoint, Version& version, TimePoint now,
                               bool synchronous) {
  Function& function = *endpoint.function;
  if (const auto reason = refuse(function, version, now, synchronous); !reason.empty()) {
    return reason;
  }
  ++function.active;
  ++endpoint.active;
  ++version.active;
  ++active_;
  if (has_idle_provisioned(version)) {
    ++function.provisioned_active;
    ++version.provisioned->active;
  } else if (!function.reserved) {
    ++unreserved_active_;
  }
  return {};
}

// A provisioned environment that is free takes an invocation whatever else the account does.
std::string_view Limits::refuse(Function& function, const Version& version, TimePoint now,
                                bool synchronous) {
  const bool provisioned = has_idle_provisioned(version);
  const std::int64_t limit = function.reserved.value_or(unreserved());
  const std::int64_t active = function.reserved ? function.active : unreserved_active_;
  if (active >= limit && (function.reserved || !provisioned)) {
    return function.reserved ? "ReservedFunctionConcurrentInvocationLimitExceeded"
                             : "ConcurrentInvocationLimitExceeded";
  }
  const std::int64_t units = function.reserved ? limit : limit + provisioned_;
  const double rate = settings_.requests_per_concurrency * static_cast<double>(units);
  TokenBucket& requests = function.reserved ? function.requests : unreserved_requests_;
  if (synchronous && !requests.take(now, rate, rate)) {
    return function.reserved ? "ReservedFunctionInvocationRateLimitExceeded"
                             : "FunctionInvocationRateLimitExceeded";
  }
  // Which reason AWS gives for the scaling rate is UNSOURCED.
  const double environments = settings_.environments_per_10s;
  if (!provisioned && version.idle.empty() &&
      !function.new_environments.take(now, environments, environments / 10)) {
    return "ConcurrentInvocationLimitExceeded";
  }
  return {};
}

void Limits::release(Endpoint& endpoint, Version& version, const Environment& environment) {
  Function& function = *endpoint.function;
  --function.active;
  --endpoint.active;
  --version.active;
  --active_;
  if (environment.provisioned) {
    --function.provisioned_active;
    if (!environment.orphaned) --version.provisioned->active;
  } else if (!function.reserved) {
    --unreserved_active_;
  }
}

void Limits::set_reservation(Function& function, std::optional<std::int64_t> reservation) {
  const std::int64_t on_demand = function.active - function.provisioned_active;
  const auto add = [&](std::int64_t sign) {
    if (function.reserved) {
      reserved_ += sign * *function.reserved;
    } else {
      unreserved_active_ += sign * on_demand;
      provisioned_ += sign * function.provisioned;
    }
  };
  add(-1);
  function.reserved = reservation;
  add(1);
}

void Limits::set_provisioned(Function& function, std::int64_t provisioned) {
  if (!function.reserved) provisioned_ += provisioned - function.provisioned;
  function.provisioned = provisioned;
}

}  // namespace spillway::lambda
