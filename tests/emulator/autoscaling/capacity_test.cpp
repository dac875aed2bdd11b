// The arithmetic of scaling policies.
#include "emulator/autoscaling/capacity.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::autoscaling;

namespace {

StepScaling steps(AdjustmentType type, std::vector<StepAdjustment> all,
                  std::int64_t least_change = 0) {
  StepScaling policy;
  policy.type = type;
  policy.steps = std::move(all);
  policy.least_change = least_change;
  return policy;
}

std::int64_t one_step(AdjustmentType type, std::int64_t adjustment, std::int64_t capacity,
                      std::int64_t least_change = 0) {
  const StepScaling policy = steps(type, {{std::nullopt, std::nullopt, adjustment}}, least_change);
  return adjusted(policy, policy.steps[0], capacity);
}

}  // namespace

TEST_CASE("H11 scaling out lifts a count below MinCapacity to it and further") {
  const Bounds bounds{3, 10, true};
  const auto add = [](std::int64_t n) { return [n](std::int64_t from) { return from + n; }; };
  struct Row {
    Direction direction;
    std::int64_t current, change, expected;
  };
  const Row rows[] = {
      {Direction::out, 0, 2, 5},    // lifted to 3, and then 2 more
      {Direction::out, 1, 20, 10},  // never beyond MaxCapacity
      {Direction::out, 5, 2, 7},   {Direction::out, 10, 2, 10},
      {Direction::out, 12, 2, 12},  // above MaxCapacity: a scale-out leaves it
      {Direction::in, 0, -1, 0},    // below MinCapacity: a scale-in does not touch it
      {Direction::in, 2, -1, 2},   {Direction::in, 3, -1, 3},
      {Direction::in, 5, -1, 4},   {Direction::in, 5, -9, 3},
      {Direction::in, 14, -1, 9},  // above MaxCapacity: down to it, and then 1 less (UNSOURCED)
  };
  for (const Row& row : rows) {
    CAPTURE(row.current, row.change);
    CHECK(next_capacity(bounds, row.direction, row.current, add(row.change)) == row.expected);
  }
  const Bounds lenient{3, 10, false};
  CHECK(next_capacity(lenient, Direction::in, 14, add(-1)) == 13);
}

TEST_CASE("a step holds its lower bound above the threshold, its upper bound below it") {
  const StepScaling out = steps(AdjustmentType::change, {{0.0, 10.0, 1}, {10.0, std::nullopt, 2}});
  CHECK(step_for(out, 0)->adjustment == 1);
  CHECK(step_for(out, 9.9)->adjustment == 1);
  CHECK(step_for(out, 10)->adjustment == 2);
  CHECK(step_for(out, -0.1) == nullptr);
  const StepScaling in =
      steps(AdjustmentType::change, {{-10.0, 0.0, -1}, {std::nullopt, -10.0, -2}});
  CHECK(step_for(in, -0.1)->adjustment == -1);
  CHECK(step_for(in, -9.9)->adjustment == -1);
  CHECK(step_for(in, -10)->adjustment == -2);
}

TEST_CASE("the three types of adjustment") {
  CHECK(one_step(AdjustmentType::change, 3, 4) == 7);
  CHECK(one_step(AdjustmentType::exact, 3, 4) == 3);
  CHECK(one_step(AdjustmentType::percent, 50, 4) == 6);
  CHECK(one_step(AdjustmentType::percent, 10, 4) == 5);     // 0.4: one
  CHECK(one_step(AdjustmentType::percent, 40, 4) == 5);     // 1.6: one
  CHECK(one_step(AdjustmentType::percent, -10, 4) == 3);    // -0.4: one
  CHECK(one_step(AdjustmentType::percent, -40, 4) == 3);    // -1.6: one
  CHECK(one_step(AdjustmentType::percent, 10, 4, 2) == 6);  // at least two
  CHECK(one_step(AdjustmentType::percent, -10, 4, 2) == 2);
  const StepScaling exact = steps(AdjustmentType::exact, {{std::nullopt, std::nullopt, 3}});
  CHECK(direction_of(exact, exact.steps[0], 2) == Direction::out);
  CHECK(direction_of(exact, exact.steps[0], 4) == Direction::in);
}

TEST_CASE("target tracking is proportional, and rounds in favour of capacity") {
  TargetTracking policy;
  policy.target = 100;
  CHECK(tracked(policy, 150, 2) == 3);
  CHECK(tracked(policy, 151, 2) == 4);
  CHECK(tracked(policy, 40, 5) == 2);
  CHECK(tracked(policy, 1000, 0) == 0);  // nothing is nothing, however much is asked for
  CHECK(tracked(policy, 1e300, 5) == 1'000'000'000);
}
