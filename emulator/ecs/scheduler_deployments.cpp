// Deployments: how they begin, what counts against them, and how they end (aws-facts E2).
#include <algorithm>
#include <utility>

#include "emulator/ecs/scheduler.hpp"
#include "emulator/ecs/shapes.hpp"

namespace spillway::ecs {
namespace {

const char* event_name(Rollout state) {
  switch (state) {
    case Rollout::in_progress:
      return "SERVICE_DEPLOYMENT_IN_PROGRESS";
    case Rollout::completed:
      return "SERVICE_DEPLOYMENT_COMPLETED";
    case Rollout::failed:
      break;
  }
  return "SERVICE_DEPLOYMENT_FAILED";
}

bool failed_to_start(const TaskRecord& task) {
  return !task.reached_running &&
         (task.stop_code == "TaskFailedToStart" || task.stop_code == "EssentialContainerExited");
}

bool failed_its_checks(const TaskRecord& task) {
  return task.stop_code == "ServiceSchedulerInitiated" &&
         task.stopped_reason.starts_with("Task failed ");
}

}  // namespace

void Scheduler::deploy(Service& service, std::shared_ptr<const TaskDefinition> definition,
                       NetworkConfiguration network) {
  Deployment deployment;
  deployment.id = "ecs-svc/" + ids_.decimal(19);
  deployment.definition = std::move(definition);
  deployment.network = std::move(network);
  deployment.load_balancers = service.load_balancers;
  deployment.created_at = runtime().wall_now();
  roll_out(service, deployment, Rollout::in_progress,
           "ECS deployment " + deployment.id + " in progress.");
  service.deployments.insert(service.deployments.begin(), std::move(deployment));
}

void Scheduler::roll_out(Service& service, Deployment& deployment, Rollout state,
                         std::string reason) {
  deployment.rollout = state;
  deployment.reason = std::move(reason);
  deployment.updated_at = runtime().wall_now();
  publish(service, "ECS Deployment State Change", state == Rollout::failed ? "ERROR" : "INFO",
          {{"eventName", event_name(state)},
           {"deploymentId", deployment.id},
           {"updatedAt", time_value(deployment.updated_at, TimeForm::iso8601)},
           {"reason", deployment.reason}});
}

// The circuit breaker counts what did not start and what failed its checks; the service throttle
// only the former: a task that reached RUNNING never slows its successors down (aws-facts E2).
void Scheduler::count_failure(Service& service, const TaskRecord& task) {
  const bool unstarted = failed_to_start(task);
  if (!unstarted && !failed_its_checks(task)) return;
  for (Deployment& deployment : service.deployments) {
    if (deployment.id != task.deployment_id) continue;
    ++deployment.failed_tasks;
    if (!unstarted) return;
    const int doublings = ++deployment.failures_in_a_row - settings_.start_failures_before_backoff;
    if (doublings < 0) return;
    Duration wait = settings_.start_backoff_first;
    for (int i = 0; i < doublings && wait < settings_.start_backoff_max; ++i) wait *= 2;
    deployment.not_before = runtime().now() + std::min(wait, settings_.start_backoff_max);
    tell(service, kStartsImpaired, ServiceEvents::Repeat::once);
  }
}

// "Once a service deployment has one or more successfully running tasks, the failed task count
// resets to zero" (`ecs:Deployment.failedTasks`); successful means healthy, else no failed check
// could ever add up.
void Scheduler::note_healthy(Service& service, const Standing& now) {
  for (const PlanTask& task : now.input.tasks) {
    if (task.primary && task.health == TaskHealth::healthy) service.primary().failed_tasks = 0;
  }
}

bool Scheduler::breaker_opens(const Service& service) const {
  const Deployment& primary = service.primary();
  return service.circuit_breaker.enable && primary.rollout == Rollout::in_progress &&
         primary.failed_tasks >= circuit_breaker_threshold(service.desired_count);
}

// Rolled back is to the newest deployment that was completed. If there is none, or rollback is off,
// the failed deployment stays PRIMARY and starts no more tasks.
void Scheduler::fail_deployment(Service& service) {
  Deployment& failed = service.primary();
  service.steady = false;
  tell(service, "(deployment " + failed.id + ") deployment failed: tasks failed to start.");
  roll_out(service, failed, Rollout::failed,
           "ECS deployment circuit breaker: tasks failed to start.");
  if (!service.circuit_breaker.rollback) return;
  for (std::size_t i = 1; i < service.deployments.size(); ++i) {
    if (service.deployments[i].rollout == Rollout::completed) return roll_back(service, i);
  }
}

// It is the old deployment that becomes PRIMARY again, IN_PROGRESS: if that fails too there is
// nothing to go back to (ECSDG/deployment-circuit-breaker).
void Scheduler::roll_back(Service& service, std::size_t to) {
  const auto first = service.deployments.begin();
  std::rotate(first, first + static_cast<std::ptrdiff_t>(to),
              first + static_cast<std::ptrdiff_t>(to) + 1);
  Deployment& primary = service.primary();
  primary.failed_tasks = 0;
  primary.failures_in_a_row = 0;
  primary.not_before = {};
  service.load_balancers = primary.load_balancers;
  tell(service, "rolling back to deployment " + primary.id + ".");
  roll_out(service, primary, Rollout::in_progress,
           "ECS deployment circuit breaker: rolling back to deploymentId " + primary.id + ".");
}

}  // namespace spillway::ecs
