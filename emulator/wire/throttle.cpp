#include "emulator/wire/throttle.hpp"

#include <algorithm>

#include "runtime/check.hpp"

namespace spillway::wire {

ThrottleTable lambda_throttles() {
  return {{"lambda", "Invoke", "", 0, 0},
          {"lambda", "GetFunction", "GetFunction", 100, 100},
          {"lambda", "GetPolicy", "GetPolicy", 15, 15},
          {"lambda", "*", "control plane", 15, 15}};
}

Throttle::Throttle(const ThrottleTable& table) {
  for (const auto& rule : table) {
    const std::string bucket = rule.bucket.empty() ? "" : rule.service + "/" + rule.bucket;
    bucket_names_[rule.service + ":" + rule.action] = bucket;
    if (bucket.empty()) continue;
    SPILLWAY_CHECK(rule.burst >= 1 && rule.per_second >= 0);
    const auto [it, added] =
        buckets_.try_emplace(bucket, Bucket{rule.burst, rule.per_second, rule.burst});
    SPILLWAY_CHECK(it->second.burst == rule.burst && it->second.per_second == rule.per_second);
  }
}

const std::string* Throttle::bucket_of(std::string_view service, std::string_view action) const {
  const std::string prefix = std::string(service) + ":";
  auto it = bucket_names_.find(prefix + std::string(action));
  if (it == bucket_names_.end()) it = bucket_names_.find(prefix + "*");
  return it == bucket_names_.end() || it->second.empty() ? nullptr : &it->second;
}

bool Throttle::admit(std::string_view service, std::string_view action, TimePoint now) {
  const std::string* name = bucket_of(service, action);
  if (name == nullptr) return true;
  Bucket& bucket = buckets_.at(*name);
  bucket.tokens = std::min(bucket.burst,
                           bucket.tokens + to_seconds(now - bucket.filled_at) * bucket.per_second);
  bucket.filled_at = now;
  // A hair of tolerance: a token that took exactly 1/rate seconds to come is there.
  if (bucket.tokens < 1 - 1e-9) return false;
  bucket.tokens -= 1;
  return true;
}

}  // namespace spillway::wire
