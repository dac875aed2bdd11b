// Histogram: latencies in constant memory, percentiles to a tenth of a percent, the maximum
// exactly.
//
// Buckets as HdrHistogram has them: a power of two, divided evenly. Plain value, single-threaded.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/time.hpp"

namespace spillway::harness {

class Histogram {
 public:
  void add(Duration value);
  void add(const Histogram& other);
  std::uint64_t count() const { return count_; }
  Duration max() const { return max_; }
  /// The least recorded value that at least `p` (0..1) of all values do not exceed; 0 if there are
  /// none.
  Duration percentile(double p) const;

 private:
  std::vector<std::uint32_t> buckets_;
  std::uint64_t count_ = 0;
  Duration max_{};
};

}  // namespace spillway::harness
