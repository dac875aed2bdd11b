// Capacity: how many tasks a scaling policy asks for (`application-autoscaling:PutScalingPolicy`,
// aws-facts H11). Pure functions, any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "runtime/time.hpp"

namespace spillway::autoscaling {

enum class Direction { in, out };
enum class AdjustmentType { change, percent, exact };

/// Bounds are relative to the alarm's threshold; nothing: infinite.
struct StepAdjustment {
  std::optional<double> lower;
  std::optional<double> upper;
  std::int64_t adjustment = 0;
};

struct StepScaling {
  AdjustmentType type = AdjustmentType::change;
  std::vector<StepAdjustment> steps;
  std::int64_t least_change = 0;  ///< MinAdjustmentMagnitude, of percentages
  Duration cooldown = std::chrono::seconds(300);
};

struct TargetTracking {
  double target = 0;
  Duration out_cooldown = std::chrono::seconds(300);
  Duration in_cooldown = std::chrono::seconds(300);
  bool scales_in = true;
};

struct Bounds {
  std::int64_t min = 0;
  std::int64_t max = 0;
  bool reduces_above_maximum = true;  ///< Settings::reduces_above_maximum
};

/// The step for a metric that is `beyond` its threshold (negative: below); null if there is none.
const StepAdjustment* step_for(const StepScaling& policy, double beyond);
/// What the step makes of a capacity, without regard to bounds.
std::int64_t adjusted(const StepScaling& policy, const StepAdjustment& step, std::int64_t capacity);
Direction direction_of(const StepScaling& policy, const StepAdjustment& step,
                       std::int64_t capacity);

/// The capacity at which the metric, which falls as capacity rises, would be at its target.
std::int64_t tracked(const TargetTracking& policy, double value, std::int64_t capacity);

/// The new desired count. Scaling out begins at MinCapacity if the count is below; scaling in
/// leaves a count below it alone. `wish` gives the policy's capacity for one to start from.
std::int64_t next_capacity(const Bounds& bounds, Direction direction, std::int64_t current,
                           const std::function<std::int64_t(std::int64_t)>& wish);

}  // namespace spillway::autoscaling
