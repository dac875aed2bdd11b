// Delay: a duration that AWS decides: fixed, or drawn from a distribution each time.
//
// A plain value of the settings; drawn with the random stream of the component that waits.
#pragma once

#include "runtime/rng.hpp"
#include "runtime/time.hpp"

namespace spillway::core {

class Delay {
 public:
  static Delay fixed(Duration d) { return Delay(Kind::fixed, d, d, 0); }
  static Delay uniform(Duration low, Duration high) { return Delay(Kind::uniform, low, high, 0); }
  /// As WireMock names its parameters; sigma is that of the logarithm.
  static Delay lognormal(Duration median, double sigma) {
    return Delay(Kind::lognormal, median, median, sigma);
  }

  Delay(Duration d)
      : Delay(fixed(d)) {}  // NOLINT(google-explicit-constructor): a duration is a delay

  Duration sample(Rng& rng) const;

  enum class Kind { fixed, uniform, lognormal };
  Kind kind() const { return kind_; }
  Duration low() const { return low_; }    ///< the duration, the lower bound, or the median
  Duration high() const { return high_; }  ///< the upper bound of a uniform one
  double sigma() const { return sigma_; }

 private:
  Delay(Kind kind, Duration low, Duration high, double sigma)
      : kind_(kind), low_(low), high_(high), sigma_(sigma) {}

  Kind kind_;
  Duration low_;
  Duration high_;
  double sigma_;
};

}  // namespace spillway::core
