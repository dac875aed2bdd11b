// Throttle: the account's token buckets for API calls (aws-facts E4). Owned by Endpoint;
// single-threaded.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/wire/settings.hpp"
#include "runtime/time.hpp"

namespace spillway::wire {

class Throttle {
 public:
  /// A bucket's rows must agree on its burst and rate.
  explicit Throttle(const ThrottleTable& table);

  /// Takes a token for a call at `now`, which never goes back; false if there is none.
  bool admit(std::string_view service, std::string_view action, TimePoint now);

 private:
  struct Bucket {
    double burst;
    double per_second;
    double tokens;
    TimePoint filled_at{};
  };

  const std::string* bucket_of(std::string_view service, std::string_view action) const;

  std::map<std::string, std::string, std::less<>> bucket_names_;  // "ecs:UpdateService" -> bucket
  std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace spillway::wire
