// Delay: a duration that AWS or a fault decides: fixed, or drawn from a distribution each time.
//
// A plain value of the settings; drawn with the random stream of the component that waits.
#pragma once

#include <memory>
#include <vector>

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

  /// One of those measured, each as likely as the others. Precondition: there is one.
  static Delay empirical(std::vector<Duration> measured);

  Delay(Duration d)
      : Delay(fixed(d)) {}  // NOLINT(google-explicit-constructor): a duration is a delay

  Duration sample(Rng& rng) const;

  enum class Kind { fixed, uniform, lognormal, empirical };
  Kind kind() const { return kind_; }
  /// The duration, the lower bound, the median, or the shortest measured.
  Duration low() const { return low_; }
  Duration high() const { return high_; }  ///< the upper bound, or the longest measured
  double sigma() const { return sigma_; }

 private:
  Delay(Kind kind, Duration low, Duration high, double sigma)
      : kind_(kind), low_(low), high_(high), sigma_(sigma) {}

  Kind kind_;
  Duration low_;
  Duration high_;
  double sigma_;
  // Shared by the copies, so that a delay without them is cheap to copy.
  std::shared_ptr<const std::vector<Duration>> measured_;
};

}  // namespace spillway::core
