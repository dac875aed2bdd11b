#include "tools/harness/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace spillway::harness {
namespace {

constexpr int kSubBits = 10;  // 1,024 buckets a power of two: at most 0.1 % wide
constexpr std::uint64_t kSub = 1U << kSubBits;

// Values below 2^11 µs have a bucket each; above, the leading 11 bits choose it.
std::size_t bucket_of(std::uint64_t microseconds) {
  const int shift = std::max(0, static_cast<int>(std::bit_width(microseconds)) - (kSubBits + 1));
  return static_cast<std::size_t>(shift) * kSub + static_cast<std::size_t>(microseconds >> shift);
}

std::uint64_t upper_end(std::size_t bucket) {
  const std::size_t shift = bucket < 2 * kSub ? 0 : bucket / kSub - 1;
  const std::uint64_t mantissa = bucket - shift * kSub;
  return ((mantissa + 1) << shift) - 1;
}

}  // namespace

void Histogram::add(Duration value) {
  max_ = std::max(max_, value);
  const auto bucket =
      bucket_of(static_cast<std::uint64_t>(std::max<std::int64_t>(0, value.count())) / 1000);
  if (bucket >= buckets_.size()) buckets_.resize(bucket + kSub);
  ++buckets_[bucket];
  ++count_;
}

void Histogram::add(const Histogram& other) {
  max_ = std::max(max_, other.max_);
  count_ += other.count_;
  buckets_.resize(std::max(buckets_.size(), other.buckets_.size()));
  for (std::size_t i = 0; i < other.buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
}

Duration Histogram::percentile(double p) const {
  if (count_ == 0) return {};
  const auto rank = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(p * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    seen += buckets_[bucket];
    if (seen >= rank) {
      return std::min(max_, Duration(static_cast<std::int64_t>(upper_end(bucket) * 1000 + 999)));
    }
  }
  return max_;
}

}  // namespace spillway::harness
