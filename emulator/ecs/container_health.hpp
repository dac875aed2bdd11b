// ContainerHealth: performs one container's health check over and over, as Docker does: the first
// time one interval after the container's start, then one interval after each check's end. Failures
// during the start period do not count unless a check has passed before.
//
// Owned by TaskRun while the container runs; single-threaded.
#pragma once

#include <functional>
#include <optional>

#include "emulator/ecs/health_check.hpp"
#include "runtime/runtime.hpp"
#include "runtime/task.hpp"

namespace spillway::ecs {

class ContainerHealth {
 public:
  /// Performs one check; may answer at once, later or never.
  using Probe = std::function<void(UniqueFunction<void(bool passed)>)>;
  /// The container became healthy, or it did not; told again only when that changes.
  using Changed = std::function<void(bool healthy)>;

  ContainerHealth(Runtime& runtime, HealthCheck check, Probe probe, Changed changed);
  ContainerHealth(const ContainerHealth&) = delete;
  ContainerHealth& operator=(const ContainerHealth&) = delete;

 private:
  Task<void> watch();
  void judge(bool passed);

  Runtime& runtime_;
  HealthCheck check_;
  Probe probe_;
  Changed changed_;
  TimePoint started_;
  std::optional<bool> healthy_;  // nothing: UNKNOWN
  bool has_passed_ = false;
  std::int64_t failures_ = 0;  // in a row
  Spawned watch_;
};

}  // namespace spillway::ecs
