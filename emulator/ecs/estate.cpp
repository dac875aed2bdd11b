#include "emulator/ecs/estate.hpp"

#include "emulator/ecs/identifiers.hpp"
#include "emulator/ecs/shapes.hpp"

namespace spillway::ecs {
namespace {

core::ApiError error(const char* code, std::string message) { return {code, std::move(message)}; }

}  // namespace

Estate::Estate(core::Context& ctx, Settings s, ContainerHost& host, TargetRegistrar& targets,
               ImageRegistry& images)
    : context(ctx),
      settings(std::move(s)),
      registrar(targets),
      rng(ctx.runtime.rng("ecs/tasks")),
      fleet(TaskPorts{context, settings, host, targets, images, scheduler, rng}),
      scheduler(context, settings, targets, clusters, fleet),
      faults(context, fleet) {}

boost::system::result<Cluster*, core::ApiError> Estate::cluster(const std::string& reference) {
  const auto it = clusters.find(reference.empty() ? "default" : last_segment(reference));
  if (it == clusters.end() || !it->second.active) {
    return error("ClusterNotFoundException", "Cluster not found.");
  }
  return &it->second;
}

Service* Estate::service(Cluster& cluster, const std::string& reference) const {
  const auto it = cluster.services.find(last_segment(reference));
  return it == cluster.services.end() ? nullptr : it->second.get();
}

boost::system::result<std::shared_ptr<TaskDefinition>, core::ApiError> Estate::runnable_definition(
    const std::string& reference) const {
  auto definition = definitions.find(reference);
  if (definition == nullptr) return error("ClientException", "TaskDefinition not found.");
  if (!definition->active) return error("ClientException", "TaskDefinition is inactive");
  return definition;
}

TaskCounts Estate::count_tasks(const Service& service, const std::string& deployment_id) const {
  TaskCounts counts;
  for (const TaskRun* task : fleet.of_service(service.cluster_arn, service.name)) {
    const TaskRecord& record = task->record();
    if (!deployment_id.empty() && record.deployment_id != deployment_id) continue;
    const TaskStatus status = record.seen_status.seen(context.runtime.now());
    counts.running += status == TaskStatus::running;
    counts.pending += status < TaskStatus::running;
  }
  return counts;
}

Json Estate::describe(const Service& service) const {
  std::vector<TaskCounts> by_deployment;
  for (const auto& deployment : service.deployments) {
    by_deployment.push_back(count_tasks(service, deployment.id));
  }
  return describe_service(service, count_tasks(service, ""), by_deployment);
}

}  // namespace spillway::ecs
