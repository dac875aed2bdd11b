// TokenBucket: a rate limit that refills continuously. A plain value; the caller tells the time.
#pragma once

#include <algorithm>

#include "runtime/time.hpp"

namespace spillway::lambda {

class TokenBucket {
 public:
  /// Takes a token if there is one. The bucket holds `capacity` at most and was full at first; its
  /// limits may change from call to call.
  bool take(TimePoint now, double capacity, double per_second) {
    if (!filled_) tokens_ = capacity;
    filled_ = true;
    tokens_ = std::min(capacity, tokens_ + to_seconds(now - at_) * per_second);
    at_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

 private:
  double tokens_ = 0;
  TimePoint at_{};
  bool filled_ = false;
};

}  // namespace spillway::lambda
