#include "emulator/autoscaling/auto_scaling.hpp"

#include <algorithm>
#include <utility>

#include "emulator/autoscaling/alarm_value.hpp"
#include "emulator/autoscaling/operations.hpp"

namespace spillway::autoscaling {
AutoScaling::AutoScaling(core::Context& context, Settings settings)
    : context_(context),
      settings_(settings),
      calls_(context, "application-autoscaling"),
      ids_(context.runtime.rng("autoscaling/ids")),
      rng_(context.runtime.rng("autoscaling/reaction")) {
  add_target_operations(*this);
  add_policy_operations(*this);
}

AutoScaling::~AutoScaling() {
  for (const auto& [key, watch] : watches_) context_.runtime.cancel(watch.timer);
  for (const auto& [id, timer] : polls_) context_.runtime.cancel(timer);
}

bool AutoScaling::is_policy_arn(std::string_view arn) {
  return arn.starts_with("arn:") && arn.find(":autoscaling:") != std::string_view::npos &&
         arn.find(":scalingPolicy:") != std::string_view::npos;
}

void AutoScaling::alarm_fired(const std::string& policy_arn, const AlarmSignal& signal) {
  if (!policies_.contains(policy_arn)) return;
  const WatchKey key{policy_arn, signal.alarm_name};
  Watch& watch = watches_[key];
  watch.value = signal.value;
  if (watch.timer != TimerId::none && watch.state == signal.state) return;  // it repeats by itself
  context_.runtime.cancel(watch.timer);
  watch.state = signal.state;
  watch.timer =
      context_.runtime.call_after(settings_.reaction.sample(rng_), [this, key] { act(key); });
}

// Acts while the alarm stays in its state. A minute without a data point changes nothing.
void AutoScaling::act(const WatchKey& key) {
  calls_.call("cloudwatch", "DescribeAlarms", {{"AlarmNames", Json::array({key.second})}},
              [this, key](const core::ApiResult& answer) {
                if (answer) return looked_at(key, *answer);
                const ScalingPolicy* policy = policy_of(key);
                if (policy == nullptr) return;
                repeat_later(key);
                call_failed(policy->resource_id, policy->name, "cloudwatch:DescribeAlarms",
                            answer.error());
              });
}

void AutoScaling::looked_at(const WatchKey& key, const Json& answer) {
  const auto watch = watches_.find(key);
  if (watch == watches_.end()) return;  // the policy was removed meanwhile
  const auto list = answer.find("MetricAlarms");
  const bool found = list != answer.end() && !list->empty();
  if (!found || list->front().value("StateValue", "") != watch->second.state) {
    watches_.erase(watch);
    return;
  }
  const Json& alarm = list->front();
  if (const auto value = std::exchange(watch->second.value, std::nullopt)) {
    repeat_later(key);
    decide(key, {*value, alarm.value("Threshold", 0.0)});
  } else {
    ask_for_value(key, alarm);
  }
}

void AutoScaling::ask_for_value(const WatchKey& key, const Json& alarm) {
  Question question = question_of(alarm, context_.runtime.wall_now());
  calls_.call("cloudwatch", question.action, std::move(question.params),
              [this, key, alarm, action = question.action](const core::ApiResult& answer) {
                const ScalingPolicy* policy = policy_of(key);
                if (policy == nullptr) return;
                repeat_later(key);
                if (!answer) {
                  return call_failed(policy->resource_id, policy->name,
                                     ("cloudwatch:" + std::string(action)).c_str(), answer.error());
                }
                const auto value = newest_value(alarm, *answer);
                if (value) decide(key, {*value, alarm.value("Threshold", 0.0)});
              });
}

// Before it acts, so that what follows from the act does not follow from its repetition.
void AutoScaling::repeat_later(const WatchKey& key) {
  const auto watch = watches_.find(key);
  if (watch == watches_.end()) return;
  watch->second.timer = context_.runtime.call_after(settings_.repeat, [this, key] { act(key); });
}

const ScalingPolicy* AutoScaling::policy_of(const WatchKey& key) const {
  const auto policy = policies_.find(key.first);
  return policy == policies_.end() ? nullptr : &policy->second;
}

std::optional<Direction> AutoScaling::direction(const ScalingPolicy& policy, const WatchKey& key,
                                                const Reading& reading,
                                                std::int64_t current) const {
  if (policy.tracks()) {
    if (policy.high && policy.high->name == key.second) return Direction::out;
    return others_agree_to_scale_in(policy) ? std::optional(Direction::in) : std::nullopt;
  }
  const auto& rule = std::get<StepScaling>(policy.rule);
  const StepAdjustment* step = step_for(rule, reading.value - reading.threshold);
  if (step == nullptr) return std::nullopt;
  return direction_of(rule, *step, current);
}

std::int64_t AutoScaling::wish(const ScalingPolicy& policy, const Reading& reading,
                               std::int64_t capacity) const {
  if (const auto* tracking = std::get_if<TargetTracking>(&policy.rule)) {
    return tracked(*tracking, reading.value, capacity);
  }
  const auto& rule = std::get<StepScaling>(policy.rule);
  const StepAdjustment* step = step_for(rule, reading.value - reading.threshold);
  return step == nullptr ? capacity : adjusted(rule, *step, capacity);
}

// "If multiple target tracking policies are in force, it scales in only if all of them are ready".
bool AutoScaling::others_agree_to_scale_in(const ScalingPolicy& policy) const {
  return std::all_of(policies_.begin(), policies_.end(), [&](const auto& entry) {
    const ScalingPolicy& other = entry.second;
    if (other.arn == policy.arn || other.resource_id != policy.resource_id || !other.low) {
      return true;
    }
    return watches_.contains({other.arn, other.low->name});
  });
}

void AutoScaling::decide(const WatchKey& key, const Reading& reading) {
  const ScalingPolicy* policy = policy_of(key);
  if (policy == nullptr) return;
  with_desired_count(targets_.at(policy->resource_id), policy->name,
                     [this, key, reading](std::int64_t current) { scale(key, reading, current); });
}

// During a scale-out's cooldown only what goes beyond that scale-out is added; during a scale-in's
// nothing is taken away.
void AutoScaling::scale(const WatchKey& key, const Reading& reading, std::int64_t current) {
  const ScalingPolicy* policy = policy_of(key);
  if (policy == nullptr) return;
  const ScalableTarget& target = targets_.at(policy->resource_id);
  const auto way = direction(*policy, key, reading, current);
  if (!way) return;
  const bool out = *way == Direction::out;
  const TimePoint now = context_.runtime.now();
  if (out ? target.out_suspended : (target.in_suspended || now < target.in_until)) return;
  const bool cooling = out && now < target.out_until;
  const Bounds bounds{target.min, target.max, settings_.reduces_above_maximum};
  const std::int64_t wanted =
      next_capacity(bounds, *way, cooling ? std::min(target.out_base, current) : current,
                    [&](std::int64_t from) { return wish(*policy, reading, from); });
  if (out ? wanted <= current : wanted >= current) return;
  const auto watch = watches_.find(key);
  const std::string state = watch == watches_.end() ? "" : watch->second.state;
  const std::string cause =
      "monitor alarm " + key.second + " in state " + state + " triggered policy " + policy->name;
  set_desired(target, current, wanted, policy->name, cause, [this, key, out, current] {
    const ScalingPolicy* its = policy_of(key);
    if (its != nullptr) rest(targets_.at(its->resource_id), *its, out, current);
  });
}

// The cooldown that follows.
void AutoScaling::rest(ScalableTarget& target, const ScalingPolicy& policy, bool out,
                       std::int64_t base) const {
  const TimePoint now = context_.runtime.now();
  const auto* tracking = std::get_if<TargetTracking>(&policy.rule);
  const Duration cooldown = tracking == nullptr ? std::get<StepScaling>(policy.rule).cooldown
                            : out               ? tracking->out_cooldown
                                                : tracking->in_cooldown;
  if (out) {
    if (now >= target.out_until) target.out_base = base;
    target.out_until = now + cooldown;
    target.in_until = now;  // "the scale-in cooldown period stops and doesn't complete"
  } else {
    target.in_until = now + cooldown;
  }
}

void AutoScaling::remove(const std::string& policy_arn) {
  const auto it = policies_.find(policy_arn);
  if (it == policies_.end()) return;
  Json names = Json::array();
  for (const auto& own : {it->second.high, it->second.low}) {
    if (own) names.push_back(own->name);
  }
  if (!names.empty()) {
    calls_.call("cloudwatch", "DeleteAlarms", {{"AlarmNames", names}},
                [this, policy = it->second](const core::ApiResult& answer) {
                  if (answer) return;
                  call_failed(policy.resource_id, policy.name, "cloudwatch:DeleteAlarms",
                              answer.error());
                });
  }
  std::erase_if(watches_, [&](const auto& entry) {
    if (entry.first.first != policy_arn) return false;
    context_.runtime.cancel(entry.second.timer);
    return true;
  });
  policies_.erase(it);
}

}  // namespace spillway::autoscaling
