#include "tools/harness/histogram.hpp"

#include "runtime/rng.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using harness::Histogram;

TEST_CASE("nothing recorded is nothing") {
  CHECK(Histogram().percentile(0.99) == 0s);
  CHECK(Histogram().count() == 0);
}

TEST_CASE("percentiles are exact to a tenth of a percent, the maximum entirely") {
  Histogram histogram;
  Rng rng(1, "test");
  std::vector<Duration> all;
  for (int i = 0; i < 20000; ++i) {
    all.push_back(Duration(static_cast<std::int64_t>(rng.exponential(3e9))));
    histogram.add(all.back());
  }
  std::sort(all.begin(), all.end());
  for (const double p : {0.01, 0.5, 0.9, 0.99, 0.999}) {
    const double exact = to_seconds(all[static_cast<std::size_t>(p * 20000) - 1]);
    CHECK(to_seconds(histogram.percentile(p)) == Approx(exact).epsilon(0.0011));
    CHECK(to_seconds(histogram.percentile(p)) >= exact);
  }
  CHECK(histogram.percentile(1) == all.back());
  CHECK(histogram.max() == all.back());
}

TEST_CASE("two histograms add up") {
  Histogram one;
  Histogram two;
  one.add(1ms);
  two.add(10s);
  two.add(20s);
  one.add(two);
  CHECK(one.count() == 3);
  CHECK(one.max() == 20s);
  CHECK(to_seconds(one.percentile(0.5)) == Approx(10).epsilon(0.001));
}
