#include "emulator/ecs/plan.hpp"

#include "tests/support/catch.hpp"

using namespace spillway::ecs;

namespace {

// h, s, u: a healthy, starting, unhealthy task of the PRIMARY deployment; H, S, U: of an old one.
PlanInput standing(int desired, const std::string& tasks, int maximum = 200, int minimum = 100) {
  PlanInput input{desired, maximum, minimum, {}};
  for (const char c : tasks) {
    const char lower = static_cast<char>(c | 0x20);
    input.tasks.push_back({c == lower, lower == 'h'   ? TaskHealth::healthy
                                       : lower == 's' ? TaskHealth::starting
                                                      : TaskHealth::unhealthy});
  }
  return input;
}

std::string plan(const PlanInput& input) {
  const Plan plan = make_plan(input);
  std::string text = "start " + std::to_string(plan.start) + " stop";
  for (const auto i : plan.stop) text += " " + std::to_string(i);
  return text;
}

}  // namespace

TEST_CASE("E2.4 desiredCount alone is not governed by the percentages") {
  CHECK(plan(standing(3, "", 100, 0)) == "start 3 stop");
  CHECK(plan(standing(10, "h", 100)) == "start 9 stop");
  CHECK(plan(standing(0, "hh", 200, 100)) == "start 0 stop 1 0");
  CHECK(make_plan(standing(2, "hs")).empty());
}

TEST_CASE("surplus: what is not RUNNING first, then the newest") {
  CHECK(plan(standing(1, "hshs")) == "start 0 stop 3 1 2");
  CHECK(plan(standing(1, "hhh")) == "start 0 stop 2 1");
  CHECK(plan(standing(1, "uhh")) == "start 0 stop 0 2");
}

TEST_CASE("E2.4 an unhealthy task: the replacement first, then it goes") {
  CHECK(plan(standing(1, "u")) == "start 1 stop");
  CHECK(make_plan(standing(1, "us")).empty());  // wait for the replacement
  CHECK(plan(standing(1, "uh")) == "start 0 stop 0");
  CHECK(plan(standing(1, "uu")) == "start 1 stop 0");  // it turned out unhealthy too: its turn
  CHECK(plan(standing(2, "huh")) == "start 0 stop 1");
}

TEST_CASE("E2.4 without room under maximumPercent an unhealthy task is stopped first, one by one") {
  CHECK(plan(standing(1, "u", 100, 0)) == "start 1 stop 0");
  CHECK(plan(standing(3, "uuh", 100, 0)) == "start 1 stop 0");
  CHECK(make_plan(standing(3, "suh", 100, 0)).empty());
}

TEST_CASE("E2.4 a deployment stays between minimumHealthyPercent and maximumPercent") {
  CHECK(plan(standing(1, "H")) == "start 1 stop");
  CHECK(make_plan(standing(1, "Hs")).empty());
  CHECK(plan(standing(1, "Hh")) == "start 0 stop 0");
  CHECK(plan(standing(4, "HHHH", 150, 100)) == "start 2 stop");
  CHECK(plan(standing(4, "HHHH", 100, 50)) == "start 2 stop 0 1");
  CHECK(plan(standing(1, "H", 100, 0)) == "start 1 stop 0");
  CHECK(plan(standing(3, "HHH", 133, 34)) == "start 1 stop 0");  // 3.99 down to 3, 1.02 up to 2
  CHECK(plan(standing(2, "HS")) == "start 2 stop 1");
}

TEST_CASE("a service is settled when the PRIMARY deployment is complete and healthy") {
  CHECK(is_settled(standing(0, "")));
  CHECK(is_settled(standing(2, "hh")));
  CHECK_FALSE(is_settled(standing(2, "h")));
  CHECK_FALSE(is_settled(standing(2, "hs")));
  CHECK_FALSE(is_settled(standing(1, "H")));
  CHECK_FALSE(is_settled(standing(1, "u")));
}

TEST_CASE("E2.4 minimumHealthyPercent is rounded up, maximumPercent down") {
  struct Row {
    int desired, maximum, minimum;
    int started;  // beside the healthy old tasks, at once
    int stopped;  // of the old tasks, at once
  };
  const std::vector<Row> rows = {
      {1, 200, 100, 1, 0}, {3, 200, 100, 3, 0}, {3, 150, 100, 1, 0},  // 4.5 down to 4
      {3, 133, 100, 0, 0},                                            // 3.99 down to 3
      {3, 134, 100, 1, 0},                                            // 4.02 down to 4
      {1, 150, 100, 0, 0},                                            // stuck, as on AWS
      {3, 100, 50, 1, 1},                                             // 1.5 up to 2
      {3, 100, 67, 0, 0},                                             // 2.01 up to 3
      {3, 100, 66, 1, 1},                                             // 1.98 up to 2
      {1, 100, 1, 0, 0},                                              // 0.01 up to 1
      {1, 100, 0, 1, 1},   {10, 125, 75, 4, 2},
  };
  for (const Row& row : rows) {
    CAPTURE(row.desired, row.maximum, row.minimum);
    const Plan plan =
        make_plan(standing(row.desired, std::string(row.desired, 'H'), row.maximum, row.minimum));
    CHECK(plan.start == row.started);
    CHECK(static_cast<int>(plan.stop.size()) == row.stopped);
  }
}

TEST_CASE("E2.7 the circuit breaker's threshold is half the desired count, from 3 to 200") {
  const std::vector<std::pair<int, int>> rows = {{0, 3},     {1, 3},     {6, 3},     {7, 4},
                                                 {8, 4},     {25, 13},   {399, 200}, {400, 200},
                                                 {401, 200}, {5000, 200}};
  for (const auto& [desired, threshold] : rows) {
    CAPTURE(desired);
    CHECK(circuit_breaker_threshold(desired) == threshold);
  }
}
