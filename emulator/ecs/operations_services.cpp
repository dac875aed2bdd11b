// CreateService, UpdateService, DeleteService.
#include <optional>

#include "emulator/core/params.hpp"
#include "emulator/ecs/identifiers.hpp"
#include "emulator/ecs/operations.hpp"
#include "emulator/ecs/service_parameters.hpp"

namespace spillway::ecs {
namespace {

using core::ApiError;
using core::CallContext;

constexpr std::int64_t kMostTasks = 5000;  // of a service

ApiError error(const char* code, std::string message) { return {code, std::move(message)}; }

std::optional<ApiError> check_load_balancers(const Estate& estate,
                                             const std::vector<LoadBalancer>& targets,
                                             const TaskDefinition& definition) {
  for (const auto& target : targets) {
    const auto* container = definition.container(target.container_name);
    if (container == nullptr) {
      return invalid_parameter("The container " + target.container_name +
                               " does not exist in the task definition.");
    }
    if (!container->has_port(target.container_port)) {
      return invalid_parameter("The container " + target.container_name +
                               " did not have a container port " +
                               std::to_string(target.container_port) + " defined.");
    }
    if (auto why = estate.registrar.cannot_use(target.target_group_arn); !why.empty()) {
      return invalid_parameter(std::move(why));
    }
  }
  return std::nullopt;
}

std::optional<ApiError> check_percents(std::int64_t maximum, std::int64_t minimum_healthy) {
  if (maximum == 100 && minimum_healthy == 100) {
    return invalid_parameter(
        "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block "
        "deployments.");
  }
  return std::nullopt;
}

struct CreateRequest {
  std::string cluster;
  std::string definition;
  NetworkConfiguration network;
  Service service;  // name, numbers, load balancers
};

std::optional<ApiError> read_create(const Json& params, CreateRequest& request) {
  core::Params p(params, "ecs:CreateService", kInvalid);
  Service& service = request.service;
  request.cluster = p.optional_string("cluster").value_or("");
  service.name = p.string("serviceName");
  if (!p.failed() && service.name.empty()) p.fail("Service name cannot be empty.");
  if (!p.failed() && !is_valid_name(service.name)) p.fail("Invalid service name.");
  request.definition = p.string("taskDefinition");
  service.desired_count = p.integer("desiredCount", 0, kMostTasks);
  read_launch_type(p);
  read_platform_version(p);
  request.network = read_network(p, "ecs:CreateService");
  service.load_balancers = read_load_balancers(p);
  const auto numbers = read_deployment_configuration(p);
  service.maximum_percent = numbers.maximum.value_or(service.maximum_percent);
  service.minimum_healthy_percent = numbers.minimum.value_or(service.minimum_healthy_percent);
  service.circuit_breaker = numbers.circuit_breaker.value_or(service.circuit_breaker);
  const auto grace = p.optional_integer("healthCheckGracePeriodSeconds", 0, 2'147'483'647);
  if (grace && service.load_balancers.empty()) {
    p.fail("Health check grace period is only valid for services configured to use load balancers");
  }
  service.grace_period_s = grace.value_or(0);
  p.optional_choice("schedulingStrategy", {"REPLICA"});
  refuse_service_features(p, "ecs:CreateService");
  for (const char* member : {"tags", "clientToken", "role"}) p.inert(member);
  if (!p.failed() && request.network.subnets.empty()) {
    p.fail("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  if (auto failure = p.finish()) return failure;
  return check_percents(service.maximum_percent, service.minimum_healthy_percent);
}

std::optional<ApiError> check_name_is_free(const Estate& estate, Cluster& cluster,
                                           const std::string& name) {
  const Service* old = estate.service(cluster, name);
  if (old == nullptr || old->status == ServiceStatus::inactive) return std::nullopt;
  return invalid_parameter(old->status == ServiceStatus::active
                               ? "Creation of service was not idempotent."
                               : "Unable to Start a service that is still Draining.");
}

core::ApiResult create(Estate& estate, const Json& params, const CallContext& call) {
  CreateRequest request;
  if (auto failure = read_create(params, request)) return *failure;
  const auto found = estate.cluster(request.cluster);
  if (!found) return found.error();
  Cluster& cluster = **found;
  const auto definition = estate.runnable_definition(request.definition);
  if (!definition) return definition.error();
  if (auto failure = check_name_is_free(estate, cluster, request.service.name)) return *failure;
  if (auto failure = check_load_balancers(estate, request.service.load_balancers, **definition)) {
    return *failure;
  }
  const core::Account& account = estate.context.account;
  auto service = std::make_unique<Service>(std::move(request.service));
  service->cluster = cluster.name;
  service->cluster_arn = cluster.arn;
  service->arn = account.arn("ecs", "service/" + cluster.name + "/" + service->name);
  service->created_by = call.principal_arn.empty()
                            ? "arn:" + account.partition + ":iam::" + account.id + ":root"
                            : call.principal_arn;
  service->created_at = estate.context.runtime.wall_now();
  Service& made = *service;
  cluster.services[made.name] = std::move(service);
  CauseScope scope(
      estate.context.runtime,
      estate.context.timeline.record(
          "ecs.service_created", {{"service", made.name}, {"desired_count", made.desired_count}}));
  estate.scheduler.deploy(made, *definition, std::move(request.network));
  estate.scheduler.adopt(made);
  return Json{{"service", estate.describe(made)}};
}

// The service that a call names; ServiceNotFoundException, ServiceNotActiveException.
boost::system::result<Service*, ApiError> active_service(Estate& estate, const std::string& cluster,
                                                         const std::string& reference) {
  const auto found = estate.cluster(cluster);
  if (!found) return found.error();
  Service* service = estate.service(**found, reference);
  if (service == nullptr) return error("ServiceNotFoundException", "Service not found.");
  if (service->status != ServiceStatus::active) {
    return error("ServiceNotActiveException", "Service was not ACTIVE.");
  }
  return service;
}

struct UpdateRequest {
  std::string cluster;
  std::string service;
  std::optional<std::int64_t> desired;
  std::optional<std::string> definition;
  std::optional<std::int64_t> grace;
  DeploymentNumbers numbers;
  NetworkConfiguration network;  // no subnets: unchanged
  std::optional<std::vector<LoadBalancer>> load_balancers;
  bool force = false;
};

std::optional<ApiError> read_update(const Json& params, UpdateRequest& request) {
  core::Params p(params, "ecs:UpdateService", kInvalid);
  request.cluster = p.optional_string("cluster").value_or("");
  request.service = p.string("service");
  request.desired = p.optional_integer("desiredCount", 0, kMostTasks);
  request.definition = p.optional_string("taskDefinition");
  request.grace = p.optional_integer("healthCheckGracePeriodSeconds", 0, 2'147'483'647);
  request.numbers = read_deployment_configuration(p);
  request.network = read_network(p, "ecs:UpdateService");
  if (p.has("loadBalancers")) request.load_balancers = read_load_balancers(p);
  request.force = p.optional_boolean("forceNewDeployment").value_or(false);
  read_platform_version(p);
  refuse_service_features(p, "ecs:UpdateService");
  return p.finish();
}

// desiredCount alone scales the PRIMARY deployment; the others make a new one (aws-facts E2).
void apply(Estate& estate, Service& service, const UpdateRequest& request,
           std::shared_ptr<const TaskDefinition> definition) {
  const std::int64_t before = service.desired_count;
  service.desired_count = request.desired.value_or(before);
  EventSeq seq = estate.context.runtime.cause();
  if (service.desired_count != before) {
    seq = estate.context.timeline.record(
        "ecs.service_updated",
        {{"service", service.name}, {"from", before}, {"to", service.desired_count}});
  }
  CauseScope scope(estate.context.runtime, seq);
  const Deployment& primary = service.primary();
  const auto network = request.network.subnets.empty() ? primary.network : request.network;
  service.load_balancers = request.load_balancers.value_or(service.load_balancers);
  const bool deploys = request.force || definition != primary.definition ||
                       network != primary.network ||
                       service.load_balancers != primary.load_balancers;
  if (deploys) estate.scheduler.deploy(service, std::move(definition), network);
  if (deploys || service.desired_count != before) estate.scheduler.caller_changed(service);
}

// Everything that can be wrong with a request for a service that exists; nothing is changed yet.
std::optional<ApiError> check_update(const Estate& estate, const Service& service,
                                     const UpdateRequest& request,
                                     const TaskDefinition& definition) {
  const auto& targets = request.load_balancers ? *request.load_balancers : service.load_balancers;
  if (request.definition || request.load_balancers) {
    if (auto failure = check_load_balancers(estate, targets, definition)) return failure;
  }
  if (request.grace && targets.empty()) {
    return invalid_parameter(
        "Health check grace period is only valid for services configured to use load balancers");
  }
  return check_percents(request.numbers.maximum.value_or(service.maximum_percent),
                        request.numbers.minimum.value_or(service.minimum_healthy_percent));
}

core::ApiResult update(Estate& estate, const Json& params, const CallContext&) {
  UpdateRequest request;
  if (auto failure = read_update(params, request)) return *failure;
  const auto found = active_service(estate, request.cluster, request.service);
  if (!found) return found.error();
  Service& service = **found;
  std::shared_ptr<const TaskDefinition> definition = service.primary().definition;
  if (request.definition) {
    const auto wanted = estate.runnable_definition(*request.definition);
    if (!wanted) return wanted.error();
    definition = *wanted;
  }
  if (auto failure = check_update(estate, service, request, *definition)) return *failure;
  const DeploymentNumbers& numbers = request.numbers;
  service.maximum_percent = numbers.maximum.value_or(service.maximum_percent);
  service.minimum_healthy_percent = numbers.minimum.value_or(service.minimum_healthy_percent);
  service.circuit_breaker = numbers.circuit_breaker.value_or(service.circuit_breaker);
  service.grace_period_s = request.grace.value_or(service.grace_period_s);
  apply(estate, service, request, std::move(definition));
  return Json{{"service", estate.describe(service)}};
}

core::ApiResult remove(Estate& estate, const Json& params, const CallContext&) {
  core::Params p(params, "ecs:DeleteService", kInvalid);
  const std::string cluster = p.optional_string("cluster").value_or("");
  const std::string reference = p.string("service");
  const bool force = p.optional_boolean("force").value_or(false);
  if (auto failure = p.finish()) return *failure;
  const auto found = active_service(estate, cluster, reference);
  if (!found) return found.error();
  Service& service = **found;
  if (service.desired_count > 0 && !force) {
    return invalid_parameter("The service cannot be stopped while it is scaled above 0.");
  }
  service.status = ServiceStatus::draining;
  service.desired_count = 0;
  estate.scheduler.caller_changed(service);
  return Json{{"service", estate.describe(service)}};
}

}  // namespace

void register_service_operations(Estate& estate) {
  using Handler = core::ApiResult (*)(Estate&, const Json&, const CallContext&);
  const auto add = [&](const char* action, Handler handler, const char* member) {
    estate.context.operations.add(
        "ecs", action,
        [&estate, handler](const Json& params, const CallContext& call) {
          return handler(estate, params, call);
        },
        [&estate, member](const Json& params) {
          return std::vector{service_arn(estate.context.account, params, text_of(params, member))};
        });
  };
  add("CreateService", create, "serviceName");
  add("UpdateService", update, "service");
  add("DeleteService", remove, "service");
}

}  // namespace spillway::ecs
