// What AutoScaling does to a service, and what it tells of it.
#include <algorithm>
#include <utility>

#include "emulator/autoscaling/auto_scaling.hpp"

namespace spillway::autoscaling {
namespace {

constexpr std::size_t kActivitiesKept = 1000;

Json description_of(const ScalableTarget& target) {
  return {{"cluster", target.cluster}, {"services", Json::array({target.service})}};
}

// Null if there is none that is ACTIVE.
const Json* active_service(const Json& answer) {
  const auto list = answer.find("services");
  if (list == answer.end() || list->empty()) return nullptr;
  return list->front().value("status", "") == "ACTIVE" ? &list->front() : nullptr;
}

}  // namespace

bool AutoScaling::has_service(const ScalableTarget& target) const {
  const auto answer =
      context_.operations.call("ecs", "DescribeServices", description_of(target),
                               {"application-autoscaling", "", "application-autoscaling"});
  return answer && active_service(*answer) != nullptr;
}

void AutoScaling::with_desired_count(const ScalableTarget& target, const std::string& policy,
                                     CountDone done) {
  calls_.call("ecs", "DescribeServices", description_of(target),
              [this, resource = target.resource_id, policy,
               done = std::move(done)](const core::ApiResult& answer) mutable {
                if (!targets_.contains(resource)) return;
                if (!answer) {
                  return call_failed(resource, policy, "ecs:DescribeServices", answer.error());
                }
                const Json* service = active_service(*answer);
                if (service != nullptr) done(service->value("desiredCount", std::int64_t{0}));
              });
}

// Nothing is scaled then, and an alarm that stays acts again.
void AutoScaling::call_failed(const std::string& resource_id, const std::string& policy,
                              const char* call, const core::ApiError& error) {
  const auto target = targets_.find(resource_id);
  context_.timeline.record(
      "autoscaling.call_failed",
      {{"service", target == targets_.end() ? resource_id : target->second.service},
       {"policy", policy},
       {"call", call},
       {"error", error.code}});
}

void AutoScaling::enforce_bounds(ScalableTarget& target) {
  if (!settings_.bounds_act_at_once) return;
  with_desired_count(target, "", [this, id = target.resource_id](std::int64_t current) {
    const ScalableTarget& its = targets_.at(id);
    const std::int64_t to = std::clamp(current, its.min, its.max);
    if (to == current) return;
    const char* bound = to > current ? "minimum" : "maximum";
    set_desired(its, current, to, "",
                std::string(bound) + " capacity was set to " + std::to_string(to), [] {});
  });
}

void AutoScaling::set_desired(const ScalableTarget& target, std::int64_t from, std::int64_t to,
                              const std::string& policy, std::string cause,
                              UniqueFunction<void()> taken) {
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
  calls_.call(
      "ecs", "UpdateService",
      {{"cluster", target.cluster}, {"service", target.service}, {"desiredCount", to}},
      [this, activity, policy, taken = std::move(taken)](const core::ApiResult& answer) mutable {
        is_set(std::move(activity), policy, answer);
        if (answer) taken();
      });
}

void AutoScaling::is_set(Activity activity, const std::string& policy,
                         const core::ApiResult& answer) {
  const std::string id = activity.id;
  if (answer) {
    activity.message = "Successfully set desired count to " + std::to_string(activity.to) +
                       ". Waiting for change to be fulfilled by ecs.";
  } else {
    call_failed(activity.resource_id, policy, "ecs:UpdateService", answer.error());
    activity.status = "Failed";
    activity.message = "Failed to set desired count to " + std::to_string(activity.to) +
                       ". Reason: " + answer.error().message;
    activity.ended_at = context_.runtime.wall_now();
  }
  activities_.push_front(std::move(activity));
  if (activities_.size() > kActivitiesKept) activities_.pop_back();
  if (answer) await_fulfilment(id);
}

void AutoScaling::await_fulfilment(const std::string& activity_id) {
  const CauseScope nothing(context_.runtime, 0);
  polls_[activity_id] = context_.runtime.call_after(settings_.fulfilment_poll, [this, activity_id] {
    polls_.erase(activity_id);
    poll_fulfilment(activity_id);
  });
}

// Null if it has been forgotten, or its service is no scalable target any more.
Activity* AutoScaling::open_activity(const std::string& id) {
  const auto it = std::find_if(activities_.begin(), activities_.end(),
                               [&](const Activity& activity) { return activity.id == id; });
  return it == activities_.end() || !targets_.contains(it->resource_id) ? nullptr : &*it;
}

// A poll that fails is a poll less.
void AutoScaling::poll_fulfilment(const std::string& activity_id) {
  const Activity* activity = open_activity(activity_id);
  if (activity == nullptr) return;
  calls_.call("ecs", "DescribeServices", description_of(targets_.at(activity->resource_id)),
              [this, activity_id](const core::ApiResult& answer) {
                const Activity* polled = open_activity(activity_id);
                if (polled == nullptr) return;
                if (!answer) {
                  call_failed(polled->resource_id, "", "ecs:DescribeServices", answer.error());
                  return await_fulfilment(activity_id);
                }
                const auto list = answer->find("services");
                if (list == answer->end() || list->empty()) return;
                check_fulfilment(activity_id, list->front());
              });
}

// The newer activity of a service takes the older one's place.
void AutoScaling::check_fulfilment(const std::string& activity_id, const Json& service) {
  Activity& activity = *open_activity(activity_id);
  const bool overtaken = service.value("desiredCount", std::int64_t{0}) != activity.to;
  if (!overtaken && service.value("runningCount", std::int64_t{0}) != activity.to) {
    return await_fulfilment(activity_id);
  }
  activity.status = overtaken ? "Overridden" : "Successful";
  activity.message = "Successfully set desired count to " + std::to_string(activity.to) +
                     (overtaken ? ". Change was overridden by another."
                                : ". Change successfully fulfilled by ecs.");
  activity.ended_at = context_.runtime.wall_now();
}

}  // namespace spillway::autoscaling
