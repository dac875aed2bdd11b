#include "emulator/ecs/scheduler.hpp"

#include <algorithm>

namespace spillway::ecs {
namespace {

// Without a load balancer a task counts as healthy this long after it reached RUNNING
// (`ecs:DeploymentConfiguration.minimumHealthyPercent`).
constexpr Duration kHealthyAfterRunning = std::chrono::seconds(40);

}  // namespace

Scheduler::Scheduler(core::Context& context, const Settings& settings, TargetRegistrar& registrar,
                     std::map<std::string, Cluster>& clusters, Fleet& fleet)
    : context_(context),
      settings_(settings),
      registrar_(registrar),
      clusters_(clusters),
      fleet_(fleet),
      rng_(context.runtime.rng("ecs/scheduler")),
      ids_(context.runtime.rng("ecs/scheduler/ids")),
      launches_(settings.launch_burst) {}

void Scheduler::adopt(Service& service) {
  caller_changed(service);
  CauseScope scope(runtime(), 0);
  service.poll = runtime().call_after(settings_.target_poll, [this, &service] { poll(service); });
}

void Scheduler::poll(Service& service) {
  look(service);
  if (service.steady) {  // told again every few hours
    tell(service, "has reached a steady state.", ServiceEvents::Repeat::once);
  }
  CauseScope scope(runtime(), 0);
  service.poll = runtime().call_after(settings_.target_poll, [this, &service] { poll(service); });
}

void Scheduler::caller_changed(Service& service) {
  service.steady = false;
  const TimePoint soon = runtime().now() + settings_.scheduler_reaction.sample(rng_);
  const bool known = service.tick != TimerId::none && service.tick_is_callers;
  schedule(service, known ? service.tick_at : soon, true);
}

void Scheduler::schedule(Service& service, TimePoint at, bool callers) {
  runtime().cancel(service.tick);
  service.tick_at = at;
  service.tick_is_callers = callers;
  service.tick_waits = false;
  service.tick = runtime().call_at(at, [this, &service] { tick(service); });
}

void Scheduler::look(Service& service) {
  const bool will_act = service.tick != TimerId::none && !service.tick_waits;
  if (acting_ || service.status == ServiceStatus::inactive || will_act) return;
  const Standing now = standing(service);
  note_healthy(service, now);
  const Plan plan = make_plan(now.input);
  const Deployment& primary = service.primary();
  const bool waits = primary.rollout != Rollout::failed && primary.not_before > runtime().now();
  if (!allowed_plan(service, now).empty() || breaker_opens(service) ||
      (!service.steady && is_settled(now.input)) ||
      (service.status == ServiceStatus::draining && now.gone)) {
    schedule(service, runtime().now() + settings_.scheduler_reaction.sample(rng_), false);
  } else if (plan.start > 0 && waits && service.tick == TimerId::none) {
    schedule(service, primary.not_before, false);
    service.tick_waits = true;
  }
}

void Scheduler::tick(Service& service) {
  service.tick = TimerId::none;
  service.tick_is_callers = false;
  acting_ = true;
  if (breaker_opens(service)) {
    fail_deployment(service);  // what follows from it is the next tick's
  } else {
    act(service);
  }
  acting_ = false;
  look(service);
}

Plan Scheduler::allowed_plan(const Service& service, const Standing& now) const {
  Plan plan = make_plan(now.input);
  const Deployment& primary = service.primary();
  if (primary.rollout == Rollout::failed || primary.not_before > runtime().now()) plan.start = 0;
  return plan;
}

void Scheduler::act(Service& service) {
  const Standing now = standing(service);
  const Plan plan = allowed_plan(service, now);
  if (service.status == ServiceStatus::draining && now.gone) {
    service.status = ServiceStatus::inactive;
    runtime().cancel(service.poll);
  } else if (!plan.empty()) {
    service.steady = false;
    stop_tasks(service, now, plan);
    if (plan.start > 0) start_tasks(service, plan.start);
  } else if (!service.steady && is_settled(now.input)) {
    announce_steady(service);
  }
}

Scheduler::Standing Scheduler::standing(const Service& service) const {
  Standing result;
  result.input.desired = service.desired_count;
  result.input.maximum_percent = service.maximum_percent;
  result.input.minimum_healthy_percent = service.minimum_healthy_percent;
  const auto tasks = fleet_.of_service(service.cluster_arn, service.name);
  result.gone = tasks.empty();
  for (TaskRun* task : tasks) {
    const TaskRecord& record = task->record();
    if (!record.wanted) continue;
    result.tasks.push_back(task);
    result.verdicts.push_back(judge(service, record));
    const bool primary = record.deployment_id == service.primary().id;
    result.input.tasks.push_back({primary, result.verdicts.back().health});
  }
  return result;
}

Scheduler::Verdict Scheduler::judge(const Service& service, const TaskRecord& task) const {
  Verdict verdict;
  if (task.last_status != TaskStatus::running) return verdict;
  const Duration age = runtime().now() - task.running_since;
  const bool in_grace = age < std::chrono::seconds(service.grace_period_s);
  if (has_health_checks(*task.definition)) {
    const std::string_view health = health_of(task);
    if (health == "UNHEALTHY" && !in_grace) verdict.health = TaskHealth::unhealthy;
    if (health != "HEALTHY") return verdict;
  }
  if (task.load_balancers.empty()) {
    const bool checked = has_health_checks(*task.definition);
    if (checked || age >= kHealthyAfterRunning) verdict.health = TaskHealth::healthy;
    return verdict;
  }
  verdict.health = TaskHealth::healthy;
  for (const LoadBalancer& target : task.load_balancers) {
    const TargetHealth health =
        registrar_.target_health(target.target_group_arn, task.network.ip, target.container_port);
    if (health.state == "unhealthy" && !in_grace) {
      return {TaskHealth::unhealthy, &target, health.description};
    }
    if (health.state == "unhealthy" || health.state == "initial") {
      verdict.health = TaskHealth::starting;
    }
  }
  return verdict;
}

Service* Scheduler::service_of(const TaskRecord& task) const {
  if (task.service.empty()) return nullptr;
  for (auto& [name, cluster] : clusters_) {
    if (cluster.arn != task.cluster_arn) continue;
    const auto it = cluster.services.find(task.service);
    if (it != cluster.services.end()) return it->second.get();
  }
  return nullptr;
}

void Scheduler::task_changed(TaskRun& task) {
  if (task.record().last_status == TaskStatus::stopped) fleet_.retire(task);
  Service* service = service_of(task.record());
  if (service == nullptr) return;
  if (task.record().last_status == TaskStatus::running) {
    for (Deployment& deployment : service->deployments) {
      if (deployment.id == task.record().deployment_id) deployment.failures_in_a_row = 0;
    }
  }
  look(*service);
}

void Scheduler::task_health_changed(TaskRun& task) {
  if (Service* service = service_of(task.record())) look(*service);
}

void Scheduler::task_stopping(TaskRun& task) {
  Service* service = service_of(task.record());
  if (service == nullptr) return;
  count_failure(*service, task.record());
  look(*service);
}

}  // namespace spillway::ecs
