// Plan: what the service scheduler does next about a service, as a pure function of how it stands
// (aws-facts E2).
//
// * A plain change of desiredCount is not governed by the deployment's percentages.
// * An unhealthy task gets a replacement first if maximumPercent allows, and is stopped when the
//   replacement is healthy, or when that turned out unhealthy too; if it does not allow, unhealthy
//   tasks are stopped one at a time to make room.
// * A deployment starts new tasks up to maximumPercent and stops old ones down to
//   minimumHealthyPercent.
// * Surplus tasks are stopped in this order: those not RUNNING yet, then the others, the newest
//   first. AWS says "at random"; this is the choice of this emulator.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace spillway::ecs {

enum class TaskHealth {
  starting,   ///< not RUNNING, or not found healthy or unhealthy yet
  healthy,    ///< counts towards minimumHealthyPercent
  unhealthy,  ///< by its target group or its own checks, after the grace period
};

struct PlanTask {
  bool primary = true;  ///< of the PRIMARY deployment
  TaskHealth health = TaskHealth::starting;
};

struct PlanInput {
  std::int64_t desired = 0;
  std::int64_t maximum_percent = 200;
  std::int64_t minimum_healthy_percent = 100;
  std::vector<PlanTask> tasks;  ///< those whose desiredStatus is RUNNING, the oldest first
};

struct Plan {
  std::vector<std::size_t> stop;  ///< indices of PlanInput::tasks
  std::int64_t start = 0;         ///< tasks of the PRIMARY deployment

  bool empty() const { return stop.empty() && start == 0; }
};

Plan make_plan(const PlanInput& input);

/// So many failed tasks of a deployment open its circuit breaker: half the desired count, rounded
/// up, between 3 and 200 (aws-facts E2).
std::int64_t circuit_breaker_threshold(std::int64_t desired);

/// The PRIMARY deployment has all its tasks, all healthy, and there are no others.
bool is_settled(const PlanInput& input);

}  // namespace spillway::ecs
