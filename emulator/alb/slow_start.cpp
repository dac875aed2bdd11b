#include "emulator/alb/slow_start.hpp"

#include <algorithm>
#include <utility>

namespace spillway::alb {
namespace {

bool is_ramping(const Target& target, TimePoint now) { return now < target.ramp_end; }

void end_ramp(Target& target) { target.ramp_begin = target.ramp_end = TimePoint{}; }

}  // namespace

bool has_full_share_beside(const TargetGroup& group, const Target& target, TimePoint now) {
  return std::any_of(group.targets.begin(), group.targets.end(),
                     [&](const std::unique_ptr<Target>& other) {
                       return other.get() != &target && other->state == TargetState::healthy &&
                              !is_ramping(*other, now);
                     });
}

// A new target starts slowly when it becomes healthy, and so does one that became unhealthy while
// it did; but only beside another one that has its full share, and had it when the target was
// registered: the first targets of a group begin with theirs, also if they are several.
void update_slow_start(TargetGroup& group, Target& target, TimePoint now) {
  if (target.state != TargetState::healthy) {
    target.starts_slowly |= is_ramping(target, now);
    end_ramp(target);
    return;
  }
  const bool begins = std::exchange(target.starts_slowly, false);
  const bool is_on = group.options.slow_start > Duration(0);
  if (!begins || !is_on || !has_full_share_beside(group, target, now)) return;
  target.ramp_begin = now;
  target.ramp_end = now + group.options.slow_start;
  group.ramps_until = std::max(group.ramps_until, target.ramp_end);
}

double slow_start_share(const Target& target, TimePoint now) {
  if (!is_ramping(target, now)) return 1;
  return static_cast<double>((now - target.ramp_begin).count()) /
         static_cast<double>((target.ramp_end - target.ramp_begin).count());
}

void end_slow_starts(TargetGroup& group) {
  group.ramps_until = TimePoint{};
  for (const auto& target : group.targets) end_ramp(*target);
}

}  // namespace spillway::alb
