// What the scheduler does and tells in a tick.
#include <algorithm>
#include <cmath>
#include <utility>

#include "emulator/ecs/scheduler.hpp"
#include "emulator/ecs/shapes.hpp"

namespace spillway::ecs {
namespace {

constexpr char kSteady[] = "has reached a steady state.";
constexpr char kThrottled[] = "operations are being throttled. Will try again later.";
constexpr char kNotPlaced[] = "was unable to place a task. Reason: ";

std::string list_of(const std::vector<std::string>& task_ids) {
  std::string text;
  for (const auto& id : task_ids) text += " (task " + id + ")";
  return text + ".";
}

}  // namespace

void Scheduler::tell_unhealthy(Service& service, const Standing& now) {
  for (std::size_t i = 0; i < now.tasks.size(); ++i) {
    const Verdict& verdict = now.verdicts[i];
    const std::string& id = now.tasks[i]->record().id;
    if (verdict.health != TaskHealth::unhealthy) continue;
    if (!service.told_unhealthy.insert(id).second) continue;
    if (verdict.target == nullptr) {
      tell(service, "(task " + id + ") failed container health checks.");
    } else {
      tell(service, "(port " + std::to_string(verdict.target->container_port) +
                        ") is unhealthy in (target-group " + verdict.target->target_group_arn +
                        ") due to (reason " + verdict.reason + ")");
    }
  }
}

void Scheduler::stop_tasks(Service& service, const Standing& now, const Plan& plan) {
  tell_unhealthy(service, now);
  std::vector<std::string> ids;
  for (const std::size_t i : plan.stop) {
    const Verdict& verdict = now.verdicts[i];
    std::string reason = "Scaling activity initiated by (deployment " + service.primary().id + ")";
    if (verdict.health == TaskHealth::unhealthy) {
      reason = verdict.target == nullptr ? "Task failed container health checks"
                                         : "Task failed ELB health checks in (target-group " +
                                               verdict.target->target_group_arn + ")";
    }
    ids.push_back(now.tasks[i]->record().id);
    now.tasks[i]->stop("ServiceSchedulerInitiated", reason);
  }
  if (ids.empty()) return;
  tell(service, "has stopped " + std::to_string(ids.size()) + " running tasks:" + list_of(ids));
}

// Without room the tasks wait; each try counts as one failed task of the deployment, as a task that
// "the service scheduler can't launch" (`ecs:Deployment.failedTasks`).
bool Scheduler::place(Service& service, std::int64_t wanted) {
  const std::string why = no_capacity("service:" + service.name);
  if (why.empty()) return true;
  Deployment& primary = service.primary();
  primary.failed_tasks += static_cast<int>(wanted);
  primary.not_before = runtime().now() + settings_.placement_retry;
  tell(service, kNotPlaced + why, ServiceEvents::Repeat::once);
  return false;
}

void Scheduler::start_tasks(Service& service, std::int64_t wanted) {
  if (!place(service, wanted)) return;
  const std::int64_t allowed = take_launches(wanted);
  if (allowed < wanted) {
    tell(service, kThrottled, ServiceEvents::Repeat::once);
    schedule(service, runtime().now() + std::chrono::seconds(1), false);
  }
  if (allowed == 0) return;
  const Deployment& primary = service.primary();
  const LaunchOrder order{service.cluster,    service.cluster_arn, "service:" + service.name,
                          service.name,       primary.id,          primary.id,
                          primary.definition, primary.network,     service.load_balancers};
  std::vector<std::string> ids;
  for (std::int64_t i = 0; i < allowed; ++i) ids.push_back(fleet_.launch(order).record().id);
  tell(service, "has started " + std::to_string(ids.size()) + " tasks:" + list_of(ids));
}

std::int64_t Scheduler::take_launches(std::int64_t wanted) {
  const double passed = to_seconds(runtime().now() - launches_at_);
  launches_at_ = runtime().now();
  launches_ = std::min(settings_.launch_burst, launches_ + passed * settings_.launch_per_second);
  const std::int64_t taken = std::min(wanted, static_cast<std::int64_t>(std::floor(launches_)));
  launches_ -= static_cast<double>(taken);
  return taken;
}

void Scheduler::announce_steady(Service& service) {
  service.steady = true;
  service.deployments.erase(service.deployments.begin() + 1, service.deployments.end());
  Deployment& primary = service.primary();
  if (primary.rollout == Rollout::in_progress) {
    tell(service, "(deployment " + primary.id + ") deployment completed.");
    roll_out(service, primary, Rollout::completed, "ECS deployment " + primary.id + " completed.");
  }
  tell(service, kSteady);
}

void Scheduler::tell(Service& service, const std::string& message, ServiceEvents::Repeat repeat) {
  // The one form in which the service does not stand alone in the parentheses.
  const bool task_set = message.starts_with("taskSet ");
  const std::string text = "(service " + service.name + (task_set ? ", " : ") ") + message;
  const WallTime now = runtime().wall_now();
  if (!service.events.news(text, now, settings_.event_repeat, repeat)) return;
  service.events.add({ids_.uuid(), now, text});
  CauseScope scope(runtime(),
                   context_.timeline.record("ecs.service_event",
                                            {{"service", service.name}, {"message", text}}));
  publish_action(service, message);
}

// Some messages are events on the bus, too (ECSDG/ecs_service_events).
void Scheduler::publish_action(const Service& service, const std::string& message) {
  constexpr const char* kAction = "ECS Service Action";
  const auto detail = [&](const char* name, const char* reason) {
    Json shape{{"eventName", name}, {"clusterArn", service.cluster_arn}};
    if (*reason != 0) shape["reason"] = reason;
    shape["createdAt"] = time_value(runtime().wall_now(), TimeForm::iso8601);
    return shape;
  };
  if (message == kSteady) {
    publish(service, kAction, "INFO", detail("SERVICE_STEADY_STATE", ""));
  } else if (message == kStartsImpaired) {
    publish(service, kAction, "WARN", detail("SERVICE_TASK_START_IMPAIRED", ""));
  } else if (message == kThrottled) {
    publish(service, kAction, "ERROR", detail("ECS_OPERATION_THROTTLED", ""));
  } else if (message.starts_with(kNotPlaced)) {
    publish(service, kAction, "ERROR",
            detail("SERVICE_TASK_PLACEMENT_FAILURE", "RESOURCE:FARGATE"));
  }
}

void Scheduler::publish(const Service& service, const char* type, const char* severity,
                        Json detail) {
  core::BusEvent event;
  event.source = "aws.ecs";
  event.detail_type = type;
  event.resources = {service.arn};
  event.detail = std::move(detail);
  event.detail["eventType"] = severity;
  context_.events.put_event(std::move(event));
}

void Scheduler::target_registered(TaskRun& task, const std::string& target_group_arn) {
  note_target(task, target_group_arn, true);
}

void Scheduler::target_deregistered(TaskRun& task, const std::string& target_group_arn) {
  note_target(task, target_group_arn, false);
}

// Targets that come or go at one instant are told in one message.
void Scheduler::note_target(const TaskRun& task, const std::string& target_group_arn,
                            bool registered) {
  const TaskRecord& record = task.record();
  if (target_news_.empty()) runtime().post([this] { tell_targets(); });
  ++target_news_[{record.cluster_arn, record.service, record.deployment_id, target_group_arn,
                  registered}];
}

void Scheduler::tell_targets() {
  for (const auto& [news, count] : std::exchange(target_news_, {})) {
    TaskRecord owner;
    owner.cluster_arn = news.cluster_arn;
    owner.service = news.service;
    Service* service = service_of(owner);
    if (service == nullptr) continue;
    const std::string n = std::to_string(count);
    tell(*service, (news.registered ? "registered " : "deregistered ") + n +
                       " targets in (target-group " + news.target_group_arn + ")");
    if (news.registered) continue;
    tell(*service,
         "taskSet " + news.deployment_id + ") has begun draining connections on " + n + " tasks.");
  }
}

}  // namespace spillway::ecs
