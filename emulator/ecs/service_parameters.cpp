#include "emulator/ecs/service_parameters.hpp"

#include "emulator/ecs/identifiers.hpp"

namespace spillway::ecs {

namespace {

constexpr std::size_t kMostTargetGroups = 5;  // of a service (`ecs:CreateServiceRequest`)

CircuitBreaker read_circuit_breaker(core::Params& p, const Json& value) {
  core::Params inner(value, "ecs service", kInvalid,
                     "deploymentConfiguration.deploymentCircuitBreaker.");
  CircuitBreaker breaker;
  const auto enable = inner.optional_boolean("enable");
  const auto rollback = inner.optional_boolean("rollback");
  if (!enable || !rollback) inner.fail("enable and rollback are required.");
  breaker.enable = enable.value_or(false);
  breaker.rollback = rollback.value_or(false);
  if (auto failure = inner.finish()) p.fail(*failure);
  return breaker;
}

// Refused by name unless it is what every service has.
void refuse_other(core::Params& p, const char* member, std::string_view usual) {
  const auto value = p.optional_string(member);
  if (value && *value != usual) p.fail(core::not_modelled(std::string(member) + " " + *value));
}

}  // namespace

DeploymentNumbers read_deployment_configuration(core::Params& p) {
  DeploymentNumbers numbers;
  const Json* configuration = p.object("deploymentConfiguration");
  if (configuration == nullptr) return numbers;
  core::Params inner(*configuration, "ecs service", kInvalid, "deploymentConfiguration.");
  numbers.maximum = inner.optional_integer("maximumPercent", 100, 1'000'000);
  numbers.minimum = inner.optional_integer("minimumHealthyPercent", 0, 100);
  refuse_other(inner, "strategy", "ROLLING");
  if (const Json* breaker = inner.object("deploymentCircuitBreaker")) {
    numbers.circuit_breaker = read_circuit_breaker(inner, *breaker);
  }
  const Json* alarms = inner.object("alarms");
  if (alarms != nullptr && alarms->contains("enable") && (*alarms)["enable"] != false &&
      (*alarms)["enable"] != "false") {
    inner.fail(core::not_modelled("deploymentConfiguration.alarms"));
  }
  if (auto failure = inner.finish()) p.fail(*failure);
  return numbers;
}

// What no caller of the modelled kinds needs; refused if anything stands in it.
void refuse_service_features(core::Params& p, const std::string& operation) {
  for (const char* member :
       {"capacityProviderStrategy", "serviceRegistries", "placementConstraints",
        "placementStrategy", "volumeConfigurations", "vpcLatticeConfigurations"}) {
    refuse_contents(p, member, operation);
  }
  const Json* connect = p.object("serviceConnectConfiguration");
  if (connect != nullptr && (!connect->contains("enabled") || (*connect)["enabled"] != false)) {
    p.fail(core::not_modelled("serviceConnectConfiguration of " + operation));
  }
  refuse_other(p, "availabilityZoneRebalancing", "DISABLED");
  if (const Json* controller = p.object("deploymentController")) {
    if (controller->contains("type") && text_of(*controller, "type") != "ECS") {
      p.fail(core::not_modelled("a deploymentController other than ECS"));
    }
  }
  for (const char* member : {"enableECSManagedTags", "enableExecuteCommand", "propagateTags"}) {
    p.inert(member);
  }
}

std::vector<LoadBalancer> read_load_balancers(core::Params& p) {
  std::vector<LoadBalancer> list;
  const Json* items = p.array("loadBalancers");
  if (items == nullptr) return list;
  for (const Json& item : *items) {
    core::Params inner(item, "ecs:CreateService", kInvalid, "loadBalancers.");
    LoadBalancer target;
    target.target_group_arn = inner.string("targetGroupArn");
    target.container_name = inner.string("containerName");
    target.container_port = static_cast<std::uint16_t>(inner.integer("containerPort", 1, 65535));
    if (auto failure = inner.finish()) p.fail(*failure);
    list.push_back(std::move(target));
  }
  if (list.size() > kMostTargetGroups) p.fail("load balancers can have at most 5 items.");
  return list;
}

NetworkConfiguration read_network(core::Params& p, const std::string& operation) {
  NetworkConfiguration network;
  const Json* outer = p.object("networkConfiguration");
  if (outer == nullptr) return network;
  core::Params wrapper(*outer, operation, kInvalid, "networkConfiguration.");
  if (const Json* configuration = wrapper.object("awsvpcConfiguration")) {
    core::Params inner(*configuration, operation, kInvalid,
                       "networkConfiguration.awsvpcConfiguration.");
    network.subnets = inner.strings("subnets");
    network.security_groups = inner.strings("securityGroups");
    network.assign_public_ip =
        inner.optional_choice("assignPublicIp", {"ENABLED", "DISABLED"}) == "ENABLED";
    if (!inner.failed() && network.subnets.empty()) inner.fail("subnets can not be empty.");
    if (auto failure = inner.finish()) p.fail(*failure);
  }
  if (auto failure = wrapper.finish()) p.fail(*failure);
  return network;
}

void read_launch_type(core::Params& p) {
  const auto type = p.optional_string("launchType");
  if (!type) {
    p.fail(core::not_modelled("launch type EC2, the default when launchType is not given,"));
  } else if (*type != "FARGATE") {
    p.fail(core::not_modelled("launch type " + *type));
  }
}

void read_platform_version(core::Params& p) {
  const auto version = p.optional_string("platformVersion").value_or("LATEST");
  if (version == "LATEST" || version == "1.4.0") return;
  if (version == "1.3.0") {
    p.fail(core::not_modelled("platform version 1.3.0"));
    return;
  }
  p.fail(core::ApiError{"PlatformUnknownException", "The specified platform doesn't exist."});
}

}  // namespace spillway::ecs
