#include "emulator/core/delay.hpp"

#include <algorithm>
#include <cmath>

#include "runtime/check.hpp"

namespace spillway::core {
namespace {

// A lognormal draw has no bound, a Duration has.
constexpr Duration kLongestDrawn = std::chrono::hours(24 * 36'500);

}  // namespace

Delay Delay::empirical(std::vector<Duration> measured) {
  SPILLWAY_CHECK(!measured.empty());
  const auto [shortest, longest] = std::minmax_element(measured.begin(), measured.end());
  Delay delay(Kind::empirical, *shortest, *longest, 0);
  delay.measured_ = std::make_shared<const std::vector<Duration>>(std::move(measured));
  return delay;
}

Duration Delay::sample(Rng& rng) const {
  switch (kind_) {
    case Kind::fixed:
      return low_;
    case Kind::uniform:
      return low_ + Duration(static_cast<std::int64_t>(
                        rng.uniform() * static_cast<double>((high_ - low_).count())));
    case Kind::lognormal: {
      const double drawn = static_cast<double>(low_.count()) * std::exp(sigma_ * rng.normal());
      constexpr auto kMost = static_cast<double>(kLongestDrawn.count());
      return Duration(static_cast<std::int64_t>(std::min(drawn, kMost)));
    }
    case Kind::empirical:
      return (*measured_)[rng.below(measured_->size())];
  }
  return low_;
}

}  // namespace spillway::core
