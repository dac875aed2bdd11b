#include "emulator/autoscaling/capacity.hpp"

#include <algorithm>
#include <cmath>

namespace spillway::autoscaling {
namespace {

// The lower bound belongs to a step above the threshold, the upper one to a step below it.
bool covers(const StepAdjustment& step, double beyond) {
  if (beyond >= 0) {
    return (!step.lower || beyond >= *step.lower) && (!step.upper || beyond < *step.upper);
  }
  return (!step.lower || beyond > *step.lower) && (!step.upper || beyond <= *step.upper);
}

// Towards zero, but never less than one task.
std::int64_t percent_of(std::int64_t capacity, std::int64_t percent) {
  const double change = static_cast<double>(capacity) * static_cast<double>(percent) / 100;
  if (change == 0) return 0;
  if (std::abs(change) < 1) return change > 0 ? 1 : -1;
  return static_cast<std::int64_t>(std::trunc(change));
}

}  // namespace

const StepAdjustment* step_for(const StepScaling& policy, double beyond) {
  const auto it = std::find_if(policy.steps.begin(), policy.steps.end(),
                               [&](const auto& step) { return covers(step, beyond); });
  return it == policy.steps.end() ? nullptr : &*it;
}

std::int64_t adjusted(const StepScaling& policy, const StepAdjustment& step,
                      std::int64_t capacity) {
  switch (policy.type) {
    case AdjustmentType::exact:
      return step.adjustment;
    case AdjustmentType::change:
      return capacity + step.adjustment;
    case AdjustmentType::percent:
      break;
  }
  std::int64_t change = percent_of(capacity, step.adjustment);
  if (step.adjustment > 0) change = std::max(change, policy.least_change);
  if (step.adjustment < 0) change = std::min(change, -policy.least_change);
  return capacity + change;
}

Direction direction_of(const StepScaling& policy, const StepAdjustment& step,
                       std::int64_t capacity) {
  const std::int64_t from = policy.type == AdjustmentType::exact ? capacity : 0;
  return step.adjustment > from ? Direction::out : Direction::in;
}

std::int64_t tracked(const TargetTracking& policy, double value, std::int64_t capacity) {
  constexpr double kMost = 1e9;  // far beyond any MaxCapacity, and still an integer
  const double wanted = std::ceil(static_cast<double>(capacity) * value / policy.target);
  return static_cast<std::int64_t>(std::clamp(wanted, 0.0, kMost));
}

std::int64_t next_capacity(const Bounds& bounds, Direction direction, std::int64_t current,
                           const std::function<std::int64_t(std::int64_t)>& wish) {
  if (direction == Direction::out) {
    if (current > bounds.max) return current;
    const std::int64_t from = std::max(current, bounds.min);
    return std::min(std::max(wish(from), from), bounds.max);
  }
  if (current <= bounds.min) return current;
  const bool lowered = bounds.reduces_above_maximum && current > bounds.max;
  const std::int64_t from = lowered ? bounds.max : current;
  return std::max(std::min(wish(from), from), bounds.min);
}

}  // namespace spillway::autoscaling
