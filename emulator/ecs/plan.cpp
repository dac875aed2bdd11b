#include "emulator/ecs/plan.hpp"

#include <algorithm>

namespace spillway::ecs {
namespace {

class Planner {
 public:
  explicit Planner(const PlanInput& input) : in_(input), kept_(input.tasks.size(), true) {}

  Plan make() {
    stop_old();
    stop_surplus();
    start_missing();
    return std::move(plan_);
  }

 private:
  std::int64_t count(bool primary, TaskHealth health) const {
    std::int64_t n = 0;
    for (std::size_t i = 0; i < in_.tasks.size(); ++i) {
      const PlanTask& task = in_.tasks[i];
      n += kept_[i] && task.primary == primary && task.health == health;
    }
    return n;
  }
  std::int64_t count(bool primary) const {
    return count(primary, TaskHealth::starting) + count(primary, TaskHealth::healthy) +
           count(primary, TaskHealth::unhealthy);
  }

  // Stops up to `n` kept tasks of the kind; `oldest` tells at which end it begins.
  void stop(std::int64_t n, bool primary, TaskHealth health, bool oldest) {
    const std::size_t size = in_.tasks.size();
    for (std::size_t k = 0; k < size && n > 0; ++k) {
      const std::size_t i = oldest ? k : size - 1 - k;
      if (!kept_[i] || in_.tasks[i].primary != primary || in_.tasks[i].health != health) continue;
      kept_[i] = false;
      plan_.stop.push_back(i);
      --n;
    }
  }

  // Old tasks that are not healthy protect nothing; healthy ones go as minimumHealthyPercent
  // allows.
  void stop_old() {
    stop(count(false), false, TaskHealth::starting, true);
    stop(count(false), false, TaskHealth::unhealthy, true);
    const std::int64_t least = (in_.desired * in_.minimum_healthy_percent + 99) / 100;
    const std::int64_t healthy =
        count(true, TaskHealth::healthy) + count(false, TaskHealth::healthy);
    stop(healthy - least, false, TaskHealth::healthy, true);
  }

  void stop_surplus() {
    const std::int64_t starting = count(true, TaskHealth::starting);
    const std::int64_t healthy = count(true, TaskHealth::healthy);
    const std::int64_t unhealthy = count(true, TaskHealth::unhealthy);
    if (starting + healthy > in_.desired || healthy >= in_.desired) {
      stop(unhealthy, true, TaskHealth::unhealthy, true);
      const std::int64_t surplus = starting + healthy - in_.desired;
      stop(surplus, true, TaskHealth::starting, false);
      stop(surplus - starting, true, TaskHealth::healthy, false);
    } else if (starting == 0) {  // the replacements are known, and not all healthy
      stop(healthy + unhealthy - in_.desired, true, TaskHealth::unhealthy, true);
    }
  }

  void start_missing() {
    const std::int64_t starting = count(true, TaskHealth::starting);
    const std::int64_t missing = in_.desired - starting - count(true, TaskHealth::healthy);
    if (missing <= 0) return;
    const std::int64_t most = std::max(in_.desired, in_.desired * in_.maximum_percent / 100);
    std::int64_t room = most - count(true) - count(false);
    if (count(false) == 0 && count(true, TaskHealth::unhealthy) == 0) room = missing;
    if (room <= 0 && starting == 0 && count(true, TaskHealth::unhealthy) > 0) {
      stop(1, true, TaskHealth::unhealthy, true);
      ++room;
    }
    plan_.start = std::clamp<std::int64_t>(room, 0, missing);
  }

  const PlanInput& in_;
  std::vector<bool> kept_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const PlanInput& input) { return Planner(input).make(); }

std::int64_t circuit_breaker_threshold(std::int64_t desired) {
  return std::clamp<std::int64_t>((desired + 1) / 2, 3, 200);
}

bool is_settled(const PlanInput& input) {
  return static_cast<std::int64_t>(input.tasks.size()) == input.desired &&
         std::all_of(input.tasks.begin(), input.tasks.end(), [](const PlanTask& task) {
           return task.primary && task.health == TaskHealth::healthy;
         });
}

}  // namespace spillway::ecs
