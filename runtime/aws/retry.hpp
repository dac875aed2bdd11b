// What the SDKs' standard retry mode repeats, when, and for how long it goes on. Used by
// aws::Client, on the Runtime's thread.
#pragma once

#include "runtime/aws/error.hpp"
#include "runtime/rng.hpp"
#include "runtime/time.hpp"

namespace spillway::aws {

/// Throttling codes, transient codes, HTTP 500, 502, 503 and 504, and lost connections (aws-facts
/// F2; the lists are botocore's _retry.json and retries/standard.py).
bool is_retryable(const Error& error);

/// How long to wait after the `attempt`-th attempt (from 1) has failed: 1 s, 2 s, 4 s ... up to
/// `limit`, each multiplied by a random number in [0, 1) ("full jitter").
Duration backoff_after(int attempt, Duration limit, Rng& rng);

/// The bucket of tokens that keeps a client from retrying through an outage: 500 at first, 5 for a
/// retry (10 when no answer came), given back when the retried call succeeds, 1 for every call that
/// succeeds at once. One per client.
class RetryQuota {
 public:
  /// Takes the tokens for one retry after `error`; 0 if there are not enough.
  int acquire(const Error& error);
  /// After a success; `acquired` is what the last acquire() of the call gave, 0 if none.
  void release(int acquired);

 private:
  static constexpr int kCapacity = 500;
  int available_ = kCapacity;
};

}  // namespace spillway::aws
