// Rng: one named stream of random numbers, the same on every platform and in every build.
//
// A stream is derived from the run's seed and the name of the component that draws from it, so that
// adding a component shifts no other's numbers. Get one from Runtime::rng; a component owns its
// own. Only Boost's generators and distributions: the standard library's differ between
// implementations.
#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <cstdint>
#include <string_view>

namespace spillway {

class Rng {
 public:
  using result_type = std::uint64_t;

  Rng(std::uint64_t root_seed, std::string_view stream);

  std::uint64_t operator()() { return engine_(); }
  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return UINT64_MAX; }

  /// Uniform in [0, 1).
  double uniform();
  /// Uniform integer in [0, bound). Precondition: bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// Exponentially distributed with the given mean.
  double exponential(double mean);
  /// Standard normal.
  double normal();

 private:
  boost::random::mt19937_64 engine_;
};

}  // namespace spillway
