#include "emulator/ecs/container_health.hpp"

#include <algorithm>
#include <memory>

namespace spillway::ecs {

ContainerHealth::ContainerHealth(Runtime& runtime, HealthCheck check, Probe probe, Changed changed)
    : runtime_(runtime),
      check_(std::move(check)),
      probe_(std::move(probe)),
      changed_(std::move(changed)),
      started_(runtime.now()) {
  const CauseScope nothing(runtime_, 0);  // a check is caused by the clock
  watch_ = spawn(watch(), [](const TaskResult<void>&) {});
}

Task<void> ContainerHealth::watch() {
  const Duration patience = std::min(check_.timeout, check_.request && check_.request->max_time
                                                         ? *check_.request->max_time
                                                         : check_.timeout);
  TimerId timer = TimerId::none;
  // Whichever comes first, the answer or the timeout; the later one finds `done` spent.
  const auto check_once = [this, patience, &timer](UniqueFunction<void(bool)> done) {
    auto first = std::make_shared<UniqueFunction<void(bool)>>(std::move(done));
    const auto end = [first](bool passed) {
      if (!*first) return;
      UniqueFunction<void(bool)> once = std::move(*first);
      once(passed);
    };
    timer = runtime_.call_after(patience, [end] { end(false); });
    probe_(end);
  };
  while (true) {
    co_await sleep_for(runtime_, check_.interval);
    const bool passed = co_await await_callback<bool>(check_once);
    runtime_.cancel(timer);
    judge(passed);
  }
}

void ContainerHealth::judge(bool passed) {
  const bool starting = runtime_.now() - started_ < check_.start_period && !has_passed_;
  has_passed_ |= passed;
  if (passed) {
    failures_ = 0;
  } else if (!starting) {
    ++failures_;
  }
  if (!passed && failures_ < check_.retries) return;
  if (healthy_ == passed) return;
  healthy_ = passed;
  changed_(passed);
}

}  // namespace spillway::ecs
