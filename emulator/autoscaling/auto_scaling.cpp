#include "emulator/autoscaling/auto_scaling.hpp"

#include <algorithm>

#include "emulator/autoscaling/operations.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::autoscaling {
namespace {

constexpr std::size_t kActivitiesKept = 1000;

}  // namespace

AutoScaling::AutoScaling(core::Context& context, Settings settings)
    : context_(context),
      settings_(settings),
      ids_(context.runtime.rng("autoscaling/ids")),
      rng_(context.runtime.rng("autoscaling/reaction")) {
  add_target_operations(*this);
  add_policy_operations(*this);
}

AutoScaling::~AutoScaling() {
  for (const auto& [key, watch] : watches_) context_.runtime.cancel(watch.timer);
  for (const auto& [id, timer] : polls_) context_.runtime.cancel(timer);
}

core::CallContext AutoScaling::caller() const {
  return {"application-autoscaling", "", "application-autoscaling"};
}

bool AutoScaling::is_policy_arn(std::string_view arn) {
  return arn.starts_with("arn:") && arn.find(":autoscaling:") != std::string_view::npos &&
         arn.find(":scalingPolicy:") != std::string_view::npos;
}

void AutoScaling::alarm_fired(const std::string& policy_arn, const AlarmSignal& signal) {
  if (!policies_.contains(policy_arn)) return;
  const WatchKey key{policy_arn, signal.alarm_name};
  Watch& watch = watches_[key];
  if (watch.timer != TimerId::none && watch.state == signal.state) return;  // it repeats by itself
  context_.runtime.cancel(watch.timer);
  watch.state = signal.state;
  watch.timer = context_.runtime.call_after(settings_.reaction.sample(rng_),
                                            [this, key, value = signal.value] { act(key, value); });
}

// Acts while the alarm stays in its state. A minute without a data point changes nothing.
void AutoScaling::act(const WatchKey& key, std::optional<double> known) {
  const auto policy = policies_.find(key.first);
  const auto watched = alarm(key.second);
  if (policy == policies_.end() || !watched ||
      watched->value("StateValue", "") != watches_[key].state) {
    watches_.erase(key);
    return;
  }
  if (!known) known = newest_value(*watched);
  // Before it acts, so that what follows from the act does not follow from its repetition.
  watches_[key].timer =
      context_.runtime.call_after(settings_.repeat, [this, key] { act(key, std::nullopt); });
  if (known) scale(policy->second, key, {*known, watched->value("Threshold", 0.0)});
}

std::optional<Json> AutoScaling::alarm(const std::string& name) const {
  if (context_.operations.find("cloudwatch", "DescribeAlarms") == nullptr) return std::nullopt;
  const auto answer = context_.operations.call("cloudwatch", "DescribeAlarms",
                                               {{"AlarmNames", Json::array({name})}}, caller());
  if (!answer) return std::nullopt;
  const auto list = answer->find("MetricAlarms");
  if (list == answer->end() || list->empty()) return std::nullopt;
  return list->front();
}

std::optional<double> AutoScaling::newest_value(const Json& alarm) const {
  constexpr int kPeriods = 5;  // how far back a data point may lie that is not visible at once
  const auto period = alarm.value("Period", std::int64_t{60});
  const std::string statistic = alarm.value("Statistic", "Average");
  const WallTime now = context_.runtime.wall_now();
  const Json params = {
      {"Namespace", alarm.value("Namespace", "")},
      {"MetricName", alarm.value("MetricName", "")},
      {"Dimensions", alarm.value("Dimensions", Json::array())},
      {"StartTime", format_iso8601_seconds(now - kPeriods * std::chrono::seconds(period))},
      {"EndTime", format_iso8601_seconds(now)},
      {"Period", period},
      {"Statistics", Json::array({statistic})}};
  const auto answer =
      context_.operations.call("cloudwatch", "GetMetricStatistics", params, caller());
  if (!answer) return std::nullopt;
  std::optional<double> newest;
  double newest_at = 0;
  for (const Json& point : answer->value("Datapoints", Json::array())) {
    const double at = point.value("Timestamp", 0.0);
    if (newest && at < newest_at) continue;
    newest_at = at;
    newest = point.value(statistic, 0.0);
  }
  return newest;
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

// During a scale-out's cooldown only what goes beyond that scale-out is added; during a scale-in's
// nothing is taken away.
void AutoScaling::scale(ScalingPolicy& policy, const WatchKey& key, const Reading& reading) {
  ScalableTarget& target = targets_.at(policy.resource_id);
  const auto current = desired_count(target);
  if (!current) return;
  const auto way = direction(policy, key, reading, *current);
  if (!way) return;
  const bool out = *way == Direction::out;
  const TimePoint now = context_.runtime.now();
  if (out ? target.out_suspended : (target.in_suspended || now < target.in_until)) return;
  const bool cooling = out && now < target.out_until;
  const Bounds bounds{target.min, target.max, settings_.reduces_above_maximum};
  const std::int64_t wanted =
      next_capacity(bounds, *way, cooling ? std::min(target.out_base, *current) : *current,
                    [&](std::int64_t from) { return wish(policy, reading, from); });
  if (out ? wanted <= *current : wanted >= *current) return;
  const std::string cause = "monitor alarm " + key.second + " in state " + watches_[key].state +
                            " triggered policy " + policy.name;
  if (!set_desired(target, *current, wanted, policy.name, cause)) return;
  const auto* tracking = std::get_if<TargetTracking>(&policy.rule);
  const Duration cooldown = tracking == nullptr ? std::get<StepScaling>(policy.rule).cooldown
                            : out               ? tracking->out_cooldown
                                                : tracking->in_cooldown;
  if (out) {
    if (!cooling) target.out_base = *current;
    target.out_until = now + cooldown;
    target.in_until = now;  // "the scale-in cooldown period stops and doesn't complete"
  } else {
    target.in_until = now + cooldown;
  }
}

void AutoScaling::enforce_bounds(ScalableTarget& target) {
  if (!settings_.bounds_act_at_once) return;
  const auto current = desired_count(target);
  if (!current) return;
  const std::int64_t to = std::clamp(*current, target.min, target.max);
  if (to == *current) return;
  const char* bound = to > *current ? "minimum" : "maximum";
  set_desired(target, *current, to, "",
              std::string(bound) + " capacity was set to " + std::to_string(to));
}

std::optional<std::int64_t> AutoScaling::desired_count(const ScalableTarget& target) const {
  const auto answer = context_.operations.call(
      "ecs", "DescribeServices",
      {{"cluster", target.cluster}, {"services", Json::array({target.service})}}, caller());
  if (!answer) return std::nullopt;
  const auto list = answer->find("services");
  if (list == answer->end() || list->empty()) return std::nullopt;
  if (list->front().value("status", "") != "ACTIVE") return std::nullopt;
  return list->front().value("desiredCount", std::int64_t{0});
}

// True if the service took it.
bool AutoScaling::set_desired(ScalableTarget& target, std::int64_t from, std::int64_t to,
                              const std::string& policy, std::string cause) {
  Activity activity;
  activity.id = ids_.uuid();
  activity.resource_id = target.resource_id;
  activity.to = to;
  activity.cause = cause;
  activity.started_at = context_.runtime.wall_now();
  const EventSeq seq =
      context_.timeline.record("autoscaling.activity_started", {{"service", target.service},
                                                                {"policy", policy},
                                                                {"from", from},
                                                                {"to", to},
                                                                {"reason", cause}});
  CauseScope scope(context_.runtime, seq);
  const auto answer = context_.operations.call(
      "ecs", "UpdateService",
      {{"cluster", target.cluster}, {"service", target.service}, {"desiredCount", to}}, caller());
  if (answer) {
    activity.message = "Successfully set desired count to " + std::to_string(to) +
                       ". Waiting for change to be fulfilled by ecs.";
  } else {
    activity.status = "Failed";
    activity.message = "Failed to set desired count to " + std::to_string(to) +
                       ". Reason: " + answer.error().message;
    activity.ended_at = activity.started_at;
  }
  activities_.push_front(activity);
  if (activities_.size() > kActivitiesKept) activities_.pop_back();
  if (answer) await_fulfilment(activity.id);
  return answer.has_value();
}

// The newer activity of a service takes the older one's place.
void AutoScaling::await_fulfilment(const std::string& activity_id) {
  const CauseScope nothing(context_.runtime, 0);
  polls_[activity_id] = context_.runtime.call_after(settings_.fulfilment_poll, [this, activity_id] {
    polls_.erase(activity_id);
    const auto it = std::find_if(activities_.begin(), activities_.end(),
                                 [&](const Activity& a) { return a.id == activity_id; });
    if (it == activities_.end() || !targets_.contains(it->resource_id)) return;
    const ScalableTarget& target = targets_.at(it->resource_id);
    const auto answer = context_.operations.call(
        "ecs", "DescribeServices",
        {{"cluster", target.cluster}, {"services", Json::array({target.service})}}, caller());
    const Json service =
        answer && !(*answer)["services"].empty() ? (*answer)["services"][0] : Json();
    if (!service.is_object()) return;
    const bool overtaken = service.value("desiredCount", std::int64_t{0}) != it->to;
    if (!overtaken && service.value("runningCount", std::int64_t{0}) != it->to) {
      await_fulfilment(activity_id);
      return;
    }
    it->status = overtaken ? "Overridden" : "Successful";
    it->message = "Successfully set desired count to " + std::to_string(it->to) +
                  (overtaken ? ". Change was overridden by another."
                             : ". Change successfully fulfilled by ecs.");
    it->ended_at = context_.runtime.wall_now();
  });
}

void AutoScaling::remove(const std::string& policy_arn) {
  const auto it = policies_.find(policy_arn);
  if (it == policies_.end()) return;
  Json names = Json::array();
  for (const auto& own : {it->second.high, it->second.low}) {
    if (own) names.push_back(own->name);
  }
  if (!names.empty()) {
    (void)context_.operations.call("cloudwatch", "DeleteAlarms", {{"AlarmNames", names}}, caller());
  }
  std::erase_if(watches_, [&](const auto& entry) {
    if (entry.first.first != policy_arn) return false;
    context_.runtime.cancel(entry.second.timer);
    return true;
  });
  policies_.erase(it);
}

}  // namespace spillway::autoscaling
