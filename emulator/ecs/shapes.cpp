#include "emulator/ecs/shapes.hpp"

#include <algorithm>
#include <chrono>

#include "runtime/wall_time.hpp"

namespace spillway::ecs {
namespace {

void put_time(Json& shape, const char* name, const std::optional<WallTime>& time, TimeForm form) {
  if (time) shape[name] = time_value(*time, form);
}

Json describe_container(const TaskRecord& task, std::size_t index) {
  const ContainerRecord& container = task.containers[index];
  const ContainerDefinition& definition = task.definition->containers[index];
  Json shape{{"containerArn", container.arn},
             {"taskArn", task.arn},
             {"name", definition.name},
             {"image", definition.image}};
  if (!container.image_digest.empty()) shape["imageDigest"] = container.image_digest;
  if (container.last_status != "PENDING") shape["runtimeId"] = container.runtime_id;
  shape["lastStatus"] = container.last_status;
  if (container.exit_code) shape["exitCode"] = *container.exit_code;
  if (!container.reason.empty()) shape["reason"] = container.reason;
  shape["networkBindings"] = Json::array();
  shape["networkInterfaces"] = Json::array();
  if (task.connectivity_at) {
    shape["networkInterfaces"].push_back(
        {{"attachmentId", task.network.attachment_id}, {"privateIpv4Address", task.network.ip}});
  }
  shape["healthStatus"] = container.health_status;
  shape["cpu"] = "0";
  return shape;
}

Json describe_attachment(const TaskRecord& task) {
  const NetworkInterface& network = task.network;
  const bool attached = task.connectivity_at.has_value();
  const char* status = task.last_status == TaskStatus::stopped          ? "DELETED"
                       : task.last_status == TaskStatus::deprovisioning ? "DETACHING"
                       : attached                                       ? "ATTACHED"
                                                                        : "PRECREATED";
  Json details = Json::array({{{"name", "subnetId"}, {"value", network.subnet}}});
  if (attached) {
    details.push_back({{"name", "networkInterfaceId"}, {"value", network.id}});
    details.push_back({{"name", "macAddress"}, {"value", network.mac}});
    details.push_back({{"name", "privateIPv4Address"}, {"value", network.ip}});
  }
  return {{"id", network.attachment_id},
          {"type", "ElasticNetworkInterface"},
          {"status", status},
          {"details", std::move(details)}};
}

// Every container is there, also one that nothing was changed of.
Json describe_overrides(const TaskRecord& task) {
  Json shape = task.overrides;
  const Json given = shape.value("containerOverrides", Json::array());
  Json all = Json::array();
  for (const auto& definition : task.definition->containers) {
    Json own{{"name", definition.name}};
    for (const Json& one : given) {
      if (one.value("name", "") == definition.name) own = one;
    }
    all.push_back(std::move(own));
  }
  shape["containerOverrides"] = std::move(all);
  shape["inferenceAcceleratorOverrides"] = Json::array();
  return shape;
}

std::string_view connectivity(const TaskRecord& task) {
  const bool there = task.connectivity_at && task.last_status < TaskStatus::stopped;
  return there ? "CONNECTED" : "DISCONNECTED";
}

std::string_view name_of(Rollout state) {
  static constexpr std::string_view kNames[] = {"IN_PROGRESS", "COMPLETED", "FAILED"};
  return kNames[static_cast<std::size_t>(state)];
}

Json describe_deployment(const Service& service, std::size_t index, const TaskCounts& counts) {
  const Deployment& deployment = service.deployments[index];
  const bool primary = index == 0;
  return {{"id", deployment.id},
          {"status", primary ? "PRIMARY" : "ACTIVE"},
          {"taskDefinition", deployment.definition->arn},
          {"desiredCount", primary ? service.desired_count : 0},
          {"pendingCount", counts.pending},
          {"runningCount", counts.running},
          {"failedTasks", deployment.failed_tasks},
          {"createdAt", time_value(deployment.created_at, TimeForm::epoch)},
          {"updatedAt", time_value(deployment.updated_at, TimeForm::epoch)},
          {"launchType", "FARGATE"},
          {"platformVersion", "1.4.0"},
          {"platformFamily", "Linux"},
          {"networkConfiguration", describe_network(deployment.network)},
          {"rolloutState", name_of(deployment.rollout)},
          {"rolloutStateReason", deployment.reason}};
}

std::string_view name_of(ServiceStatus status) {
  switch (status) {
    case ServiceStatus::active:
      return "ACTIVE";
    case ServiceStatus::draining:
      return "DRAINING";
    case ServiceStatus::inactive:
      break;
  }
  return "INACTIVE";
}

}  // namespace

std::string_view name_of(TaskStatus status) {
  static constexpr std::string_view kNames[] = {"PROVISIONING",   "PENDING",      "ACTIVATING",
                                                "RUNNING",        "DEACTIVATING", "STOPPING",
                                                "DEPROVISIONING", "STOPPED"};
  return kNames[static_cast<std::size_t>(status)];
}

std::string_view health_of(const TaskRecord& task) {
  bool unknown = !has_health_checks(*task.definition);
  for (std::size_t i = 0; i < task.containers.size(); ++i) {
    const ContainerDefinition& definition = task.definition->containers[i];
    if (!definition.essential || !definition.health_check) continue;
    if (task.containers[i].health_status == "UNHEALTHY") return "UNHEALTHY";
    unknown |= task.containers[i].health_status == "UNKNOWN";
  }
  return unknown ? "UNKNOWN" : "HEALTHY";
}

bool has_health_checks(const TaskDefinition& definition) {
  return std::any_of(definition.containers.begin(), definition.containers.end(),
                     [](const auto& c) { return c.essential && c.health_check.has_value(); });
}

Json time_value(WallTime time, TimeForm form) {
  if (form == TimeForm::iso8601) return format_iso8601_millis(time);
  return epoch_seconds(std::chrono::floor<std::chrono::milliseconds>(time));
}

Json describe_task(const TaskRecord& task, TimeForm form) {
  Json shape{{"taskArn", task.arn},
             {"clusterArn", task.cluster_arn},
             {"taskDefinitionArn", task.definition->arn},
             {"group", task.group}};
  if (!task.started_by.empty()) shape["startedBy"] = task.started_by;
  shape["version"] = task.version;
  shape["lastStatus"] = name_of(task.last_status);
  shape["desiredStatus"] = task.wanted ? "RUNNING" : "STOPPED";
  shape["launchType"] = "FARGATE";
  shape["platformVersion"] = "1.4.0";
  shape["platformFamily"] = "Linux";
  shape["cpu"] = task.definition->cpu;
  shape["memory"] = task.definition->memory;
  shape["connectivity"] = connectivity(task);
  if (form == TimeForm::epoch) {  // the API's, not the event's
    shape["enableExecuteCommand"] = false;
    shape["tags"] = Json::array();
  }
  shape["healthStatus"] = health_of(task);
  put_time(shape, "createdAt", task.created_at, form);
  put_time(shape, "connectivityAt", task.connectivity_at, form);
  put_time(shape, "pullStartedAt", task.pull_started_at, form);
  put_time(shape, "pullStoppedAt", task.pull_stopped_at, form);
  put_time(shape, "startedAt", task.started_at, form);
  put_time(shape, "stoppingAt", task.stopping_at, form);
  put_time(shape, "executionStoppedAt", task.execution_stopped_at, form);
  put_time(shape, "stoppedAt", task.stopped_at, form);
  if (!task.stop_code.empty()) shape["stopCode"] = task.stop_code;
  if (!task.stopped_reason.empty()) shape["stoppedReason"] = task.stopped_reason;
  shape["overrides"] = describe_overrides(task);
  shape["attachments"] = Json::array({describe_attachment(task)});
  shape["containers"] = Json::array();
  for (std::size_t i = 0; i < task.containers.size(); ++i) {
    shape["containers"].push_back(describe_container(task, i));
  }
  return shape;
}

Json describe_network(const NetworkConfiguration& network) {
  return {{"awsvpcConfiguration",
           {{"subnets", network.subnets},
            {"securityGroups", network.security_groups},
            {"assignPublicIp", network.assign_public_ip ? "ENABLED" : "DISABLED"}}}};
}

Json describe_load_balancers(const std::vector<LoadBalancer>& load_balancers) {
  Json list = Json::array();
  for (const auto& target : load_balancers) {
    list.push_back({{"targetGroupArn", target.target_group_arn},
                    {"containerName", target.container_name},
                    {"containerPort", target.container_port}});
  }
  return list;
}

Json describe_service(const Service& service, const TaskCounts& total,
                      const std::vector<TaskCounts>& by_deployment) {
  Json deployments = Json::array();
  for (std::size_t i = 0; i < service.deployments.size(); ++i) {
    deployments.push_back(describe_deployment(service, i, by_deployment[i]));
  }
  Json events = Json::array();
  for (const auto& event : service.events.list()) {
    events.push_back({{"id", event.id},
                      {"createdAt", time_value(event.at, TimeForm::epoch)},
                      {"message", event.message}});
  }
  const Json circuit_breaker{{"enable", service.circuit_breaker.enable},
                             {"rollback", service.circuit_breaker.rollback}};
  Json shape{{"serviceArn", service.arn},
             {"serviceName", service.name},
             {"clusterArn", service.cluster_arn},
             {"loadBalancers", describe_load_balancers(service.load_balancers)},
             {"serviceRegistries", Json::array()},
             {"status", name_of(service.status)},
             {"desiredCount", service.desired_count},
             {"runningCount", total.running},
             {"pendingCount", total.pending},
             {"launchType", "FARGATE"},
             {"platformVersion", "LATEST"},
             {"platformFamily", "Linux"},
             {"taskDefinition", service.primary().definition->arn},
             {"deploymentConfiguration",
              {{"deploymentCircuitBreaker", circuit_breaker},
               {"maximumPercent", service.maximum_percent},
               {"minimumHealthyPercent", service.minimum_healthy_percent}}},
             {"deployments", std::move(deployments)},
             {"events", std::move(events)},
             {"createdAt", time_value(service.created_at, TimeForm::epoch)},
             {"placementConstraints", Json::array()},
             {"placementStrategy", Json::array()},
             {"networkConfiguration", describe_network(service.primary().network)}};
  if (!service.load_balancers.empty()) {
    shape["healthCheckGracePeriodSeconds"] = service.grace_period_s;
  }
  shape["schedulingStrategy"] = "REPLICA";
  shape["deploymentController"] = {{"type", "ECS"}};
  shape["createdBy"] = service.created_by;
  shape["enableECSManagedTags"] = false;
  shape["propagateTags"] = "NONE";
  shape["enableExecuteCommand"] = false;
  return shape;
}

}  // namespace spillway::ecs
