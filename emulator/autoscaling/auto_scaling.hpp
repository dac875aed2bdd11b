// AutoScaling: Application Auto Scaling of the ECS services of one account and Region.
//
// An alarm's action reaches alarm_fired(); the policy's new desired count is set by
// ecs:UpdateService a moment later, within the target's bounds (aws-facts H11). As long as the
// alarm stays in that state, the policy acts again every minute, cooldowns permitting. Owned by the
// world; the constructor registers the operations of "application-autoscaling". Runtime's thread
// only.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "emulator/autoscaling/model.hpp"
#include "emulator/autoscaling/settings.hpp"
#include "emulator/core/context.hpp"
#include "emulator/core/ids.hpp"

namespace spillway::autoscaling {

/// Of an alarm whose action names a scaling policy.
struct AlarmSignal {
  std::string alarm_name;
  std::string state;            ///< the one that it went into: "ALARM"
  std::optional<double> value;  ///< the newest data point, if the caller knows it; else it is asked
                                ///< for by cloudwatch:GetMetricStatistics
};

class AutoScaling {
 public:
  AutoScaling(core::Context& context, Settings settings);
  ~AutoScaling();
  AutoScaling(const AutoScaling&) = delete;
  AutoScaling& operator=(const AutoScaling&) = delete;

  /// "arn:aws:autoscaling:…:scalingPolicy:…" as an alarm's action: it is ours.
  static bool is_policy_arn(std::string_view arn);
  /// An alarm's action, told once at the change of state; again while it stays in it is harmless.
  /// Of an unknown policy: does nothing.
  void alarm_fired(const std::string& policy_arn, const AlarmSignal& signal);

  // What follows is for the operations.

  const Settings& settings() const { return settings_; }
  core::Context& context() { return context_; }
  /// The desired count; nothing if there is no such service.
  std::optional<std::int64_t> desired_count(const ScalableTarget& target) const;
  std::map<std::string, ScalableTarget>& targets() { return targets_; }
  std::map<std::string, ScalingPolicy>& policies() { return policies_; }  ///< by ARN
  const std::deque<Activity>& activities() const { return activities_; }  ///< newest first
  core::IdSource& ids() { return ids_; }
  /// Brings the desired count within the bounds, if the settings say so.
  void enforce_bounds(ScalableTarget& target);
  /// Forgets the policy and deletes the alarms it has made.
  void remove(const std::string& policy_arn);

 private:
  using WatchKey = std::pair<std::string, std::string>;  // policy, alarm
  struct Watch {
    std::string state;
    TimerId timer = TimerId::none;
  };
  struct Reading {
    double value = 0;
    double threshold = 0;
  };

  core::CallContext caller() const;
  void act(const WatchKey& key, std::optional<double> known);
  std::optional<Json> alarm(const std::string& name) const;
  std::optional<double> newest_value(const Json& alarm) const;
  void scale(ScalingPolicy& policy, const WatchKey& key, const Reading& reading);
  std::optional<Direction> direction(const ScalingPolicy& policy, const WatchKey& key,
                                     const Reading& reading, std::int64_t current) const;
  std::int64_t wish(const ScalingPolicy& policy, const Reading& reading,
                    std::int64_t capacity) const;
  bool others_agree_to_scale_in(const ScalingPolicy& policy) const;
  bool set_desired(ScalableTarget& target, std::int64_t from, std::int64_t to,
                   const std::string& policy, std::string cause);
  void await_fulfilment(const std::string& activity_id);

  core::Context& context_;
  const Settings settings_;
  core::IdSource ids_;
  Rng rng_;
  std::map<std::string, ScalableTarget> targets_;  // by resource id
  std::map<std::string, ScalingPolicy> policies_;
  std::map<WatchKey, Watch> watches_;
  std::map<std::string, TimerId> polls_;  // by activity
  std::deque<Activity> activities_;
};

}  // namespace spillway::autoscaling
