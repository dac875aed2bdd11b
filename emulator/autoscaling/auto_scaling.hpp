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
#include "emulator/core/service_calls.hpp"

namespace spillway::autoscaling {

/// Of an alarm whose action names a scaling policy.
struct AlarmSignal {
  std::string alarm_name;
  std::string state;            ///< the one that it went into: "ALARM"
  std::optional<double> value;  ///< the newest data point, if the caller knows it; else CloudWatch
                                ///< is asked for it
};

class AutoScaling {
 public:
  AutoScaling(core::Context& context, Settings settings);
  ~AutoScaling();
  AutoScaling(const AutoScaling&) = delete;
  AutoScaling& operator=(const AutoScaling&) = delete;

  /// "arn:aws:autoscaling:…:scalingPolicy:…" as an alarm's action: it is ours.
  static bool is_policy_arn(std::string_view arn);
  /// An alarm's action, told at the change of state and again while it stays in it, with the value
  /// then. Of an unknown policy: does nothing.
  void alarm_fired(const std::string& policy_arn, const AlarmSignal& signal);

  // What follows is for the operations.

  const Settings& settings() const { return settings_; }
  core::Context& context() { return context_; }
  /// Is there such a service? No fault strikes this.
  bool has_service(const ScalableTarget& target) const;
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
    std::optional<double> value;  // that nobody has acted on yet
  };
  struct Reading {
    double value = 0;
    double threshold = 0;
  };

  using CountDone = UniqueFunction<void(std::int64_t)>;

  void act(const WatchKey& key);
  void looked_at(const WatchKey& key, const Json& answer);
  void ask_for_value(const WatchKey& key, const Json& alarm);
  void repeat_later(const WatchKey& key);
  void decide(const WatchKey& key, const Reading& reading);
  void scale(const WatchKey& key, const Reading& reading, std::int64_t current);
  void rest(ScalableTarget& target, const ScalingPolicy& policy, bool out, std::int64_t base) const;
  /// Not called if there is no such service.
  void with_desired_count(const ScalableTarget& target, const std::string& policy, CountDone done);
  void call_failed(const std::string& resource_id, const std::string& policy, const char* call,
                   const core::ApiError& error);
  const ScalingPolicy* policy_of(const WatchKey& key) const;
  std::optional<Direction> direction(const ScalingPolicy& policy, const WatchKey& key,
                                     const Reading& reading, std::int64_t current) const;
  std::int64_t wish(const ScalingPolicy& policy, const Reading& reading,
                    std::int64_t capacity) const;
  bool others_agree_to_scale_in(const ScalingPolicy& policy) const;
  /// `taken` is called if the service took it.
  void set_desired(const ScalableTarget& target, std::int64_t from, std::int64_t to,
                   const std::string& policy, std::string cause, UniqueFunction<void()> taken);
  void is_set(Activity activity, const std::string& policy, const core::ApiResult& answer);
  void poll_fulfilment(const std::string& activity_id);
  void check_fulfilment(const std::string& activity_id, const Json& service);
  Activity* open_activity(const std::string& id);
  void await_fulfilment(const std::string& activity_id);

  core::Context& context_;
  const Settings settings_;
  core::ServiceCalls calls_;
  core::IdSource ids_;
  Rng rng_;
  std::map<std::string, ScalableTarget> targets_;  // by resource id
  std::map<std::string, ScalingPolicy> policies_;
  std::map<WatchKey, Watch> watches_;
  std::map<std::string, TimerId> polls_;  // by activity
  std::deque<Activity> activities_;
};

}  // namespace spillway::autoscaling
