#include "runtime/aws/retry.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace spillway::aws {
namespace {

constexpr std::array<std::string_view, 16> kRetryableCodes = {
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestTimeout",
    "RequestTimeoutException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
};

constexpr std::array kRetryableStatuses = {500, 502, 503, 504};

bool no_answer_came(const Error& error) { return error.http_status == 0 && error.code.empty(); }

}  // namespace

bool is_retryable(const Error& error) {
  if (no_answer_came(error)) return true;
  return std::ranges::find(kRetryableStatuses, error.http_status) != kRetryableStatuses.end() ||
         std::ranges::find(kRetryableCodes, error.code) != kRetryableCodes.end();
}

Duration backoff_after(int attempt, Duration limit, Rng& rng) {
  const double seconds = std::min(std::exp2(attempt - 1), to_seconds(limit)) * rng.uniform();
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

int RetryQuota::acquire(const Error& error) {
  const int cost = no_answer_came(error) ? 10 : 5;
  if (cost > available_) return 0;
  available_ -= cost;
  return cost;
}

void RetryQuota::release(int acquired) {
  available_ = std::min(kCapacity, available_ + std::max(acquired, 1));
}

}  // namespace spillway::aws
