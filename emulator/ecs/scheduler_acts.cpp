// What the scheduler does and tells in a tick.
#include <algorithm>
#include <cmath>
#include <utility>

#include "emulator/ecs/scheduler.hpp"
#include "emulator/ecs/shapes.hpp"

namespace spillway::ecs {
namespace {

std::string list_of(const std::vector<std::string>& task_ids) {
  std::string text;
  for (const auto& id : task_ids) text += " (task " + id + ")";
  return text + ".";
}

}  // namespace

void Scheduler::stop_tasks(Service& service, const Standing& now, const Plan& plan) {
  for (std::size_t i = 0; i < now.tasks.size(); ++i) {
    const Verdict& verdict = now.verdicts[i];
    if (verdict.health != TaskHealth::unhealthy) continue;
    if (!service.told_unhealthy.insert(now.tasks[i]->record().id).second) continue;
    tell(service, "(port " + std::to_string(verdict.target->container_port) +
                      ") is unhealthy in (target-group " + verdict.target->target_group_arn +
                      ") due to (reason " + verdict.reason + ")");
  }
  std::vector<std::string> ids;
  for (const std::size_t i : plan.stop) {
    const Verdict& verdict = now.verdicts[i];
    const bool unhealthy = verdict.health == TaskHealth::unhealthy;
    ids.push_back(now.tasks[i]->record().id);
    now.tasks[i]->stop(
        "ServiceSchedulerInitiated",
        unhealthy ? "Task failed ELB health checks in (target-group " +
                        verdict.target->target_group_arn + ")"
                  : "Scaling activity initiated by (deployment " + service.primary().id + ")");
  }
  if (ids.empty()) return;
  tell(service, "has stopped " + std::to_string(ids.size()) + " running tasks:" + list_of(ids));
}

void Scheduler::start_tasks(Service& service, std::int64_t wanted) {
  const std::int64_t allowed = take_launches(wanted);
  if (allowed < wanted) {
    tell(service, "operations are being throttled. Will try again later.",
         ServiceEvents::Repeat::once);
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
  if (!primary.completed) {
    primary.completed = true;
    primary.updated_at = runtime().wall_now();
    tell(service, "(deployment " + primary.id + ") deployment completed.");
    publish(
        service, "ECS Deployment State Change", "SERVICE_DEPLOYMENT_COMPLETED",
        {{"deploymentId", primary.id}, {"reason", "ECS deployment " + primary.id + " completed."}});
  }
  tell(service, "has reached a steady state.");
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
  if (message == "has reached a steady state.") {
    publish(service, "ECS Service Action", "SERVICE_STEADY_STATE", Json::object());
  } else if (message == "is unable to consistently start tasks successfully.") {
    publish(service, "ECS Service Action", "SERVICE_TASK_START_IMPAIRED", Json::object());
  }
}

void Scheduler::publish(const Service& service, const char* type, const char* name, Json detail) {
  const bool warning = std::string_view(name) == "SERVICE_TASK_START_IMPAIRED";
  const bool deployment = detail.contains("deploymentId");
  core::BusEvent event;
  event.source = "aws.ecs";
  event.detail_type = type;
  event.resources = {service.arn};
  event.detail = {{"eventType", warning ? "WARN" : "INFO"}, {"eventName", name}};
  event.detail.update(detail);
  if (!deployment) event.detail["clusterArn"] = service.cluster_arn;
  event.detail[deployment ? "updatedAt" : "createdAt"] =
      time_value(runtime().wall_now(), TimeForm::iso8601);
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
