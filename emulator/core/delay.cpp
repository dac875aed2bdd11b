#include "emulator/core/delay.hpp"

#include <cmath>

namespace spillway::core {

Duration Delay::sample(Rng& rng) const {
  switch (kind_) {
    case Kind::fixed:
      return low_;
    case Kind::uniform:
      return low_ + Duration(static_cast<std::int64_t>(
                        rng.uniform() * static_cast<double>((high_ - low_).count())));
    case Kind::lognormal:
      return Duration(static_cast<std::int64_t>(static_cast<double>(low_.count()) *
                                                std::exp(sigma_ * rng.normal())));
  }
  return low_;
}

}  // namespace spillway::core
