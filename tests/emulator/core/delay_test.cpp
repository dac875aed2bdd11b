// The distributions of delays, each by what its samples look like.
#include "emulator/core/delay.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "tests/support/catch.hpp"

using namespace spillway;
using core::Delay;
using namespace std::chrono_literals;

namespace {

constexpr int kSamples = 20'000;

std::vector<double> seconds_of(const Delay& delay) {
  Rng rng(1, "test/delays");
  std::vector<double> samples;
  for (int i = 0; i < kSamples; ++i) samples.push_back(to_seconds(delay.sample(rng)));
  std::sort(samples.begin(), samples.end());
  return samples;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("a constant delay is always the same") {
  const auto samples = seconds_of(Duration(5s));
  CHECK(samples.front() == 5);
  CHECK(samples.back() == 5);
}

TEST_CASE("a uniform delay is anywhere between its bounds") {
  const auto samples = seconds_of(Delay::uniform(1s, 3s));
  CHECK(samples.front() >= 1);
  CHECK(samples.front() < 1.01);
  CHECK(samples.back() < 3);
  CHECK(samples.back() > 2.99);
  CHECK(mean(samples) == Approx(2).margin(0.02));
}

TEST_CASE("a lognormal delay has its median in the middle and sigma in its logarithm") {
  const auto samples = seconds_of(Delay::lognormal(20s, 0.4));
  CHECK(samples[kSamples / 2] == Approx(20).epsilon(0.02));
  std::vector<double> logarithms;
  for (const double sample : samples) logarithms.push_back(std::log(sample / 20));
  double squares = 0;
  for (const double logarithm : logarithms) squares += logarithm * logarithm;
  CHECK(mean(logarithms) == Approx(0).margin(0.01));
  const auto wild = seconds_of(Delay::lognormal(1s, 10));  // beyond what a Duration can count
  CHECK(wild.front() >= 0);
  CHECK(wild.back() == 36'500 * 86'400.0);
  CHECK(std::sqrt(squares / kSamples) == Approx(0.4).epsilon(0.02));
}

TEST_CASE("an empirical delay is one of those measured, each as often as it is in the list") {
  std::map<double, int> counts;
  for (const double sample : seconds_of(Delay::empirical({2s, 9s, 1s, 2s}))) ++counts[sample];
  REQUIRE(counts.size() == 3);
  CHECK(counts[1] == Approx(kSamples / 4).epsilon(0.05));
  CHECK(counts[2] == Approx(kSamples / 2).epsilon(0.05));
  CHECK(counts[9] == Approx(kSamples / 4).epsilon(0.05));
  CHECK(Delay::empirical({2s, 9s, 1s}).low() == 1s);
  CHECK(Delay::empirical({2s, 9s, 1s}).high() == 9s);
}
