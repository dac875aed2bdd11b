// Scalable targets, their policies and what became of them: plain data, owned by AutoScaling.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "emulator/autoscaling/capacity.hpp"
#include "runtime/json.hpp"
#include "runtime/runtime.hpp"

namespace spillway::autoscaling {

inline constexpr char kNamespace[] = "ecs";
inline constexpr char kDimension[] = "ecs:service:DesiredCount";

struct ScalableTarget {
  std::string resource_id;  ///< "service/<cluster>/<service>"
  std::string cluster;
  std::string service;
  std::string arn;
  std::string role_arn;
  std::int64_t min = 0;
  std::int64_t max = 0;
  bool in_suspended = false;
  bool out_suspended = false;
  bool scheduled_suspended = false;
  WallTime created_at;

  // Cooldowns.
  TimePoint out_until{};      ///< of the last scale-out
  std::int64_t out_base = 0;  ///< the capacity before it
  TimePoint in_until{};       ///< of the last scale-in
};

/// An alarm that target tracking has made.
struct OwnAlarm {
  std::string name;
  std::string arn;
};

struct ScalingPolicy {
  std::string name;
  std::string arn;
  std::string resource_id;
  std::variant<StepScaling, TargetTracking> rule;
  Json configuration;  ///< as it was given
  std::optional<OwnAlarm> high;
  std::optional<OwnAlarm> low;
  WallTime created_at;

  bool tracks() const { return std::holds_alternative<TargetTracking>(rule); }
};

struct Activity {
  std::string id;
  std::string resource_id;
  std::int64_t to = 0;
  std::string cause;
  std::string status = "InProgress";
  std::string message;
  WallTime started_at;
  std::optional<WallTime> ended_at;
};

}  // namespace spillway::autoscaling
