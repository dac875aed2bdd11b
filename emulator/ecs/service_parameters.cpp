#include "emulator/ecs/service_parameters.hpp"

#include "emulator/ecs/identifiers.hpp"

namespace spillway::ecs {

DeploymentNumbers read_deployment_configuration(core::Params& p) {
  DeploymentNumbers numbers;
  const Json* configuration = p.object("deploymentConfiguration");
  if (configuration == nullptr) return numbers;
  core::Params inner(*configuration, "ecs service", kInvalid, "deploymentConfiguration.");
  numbers.maximum = inner.optional_integer("maximumPercent", 100, 1'000'000);
  numbers.minimum = inner.optional_integer("minimumHealthyPercent", 0, 100);
  inner.optional_choice("strategy", {"ROLLING"});
  for (const char* member : {"deploymentCircuitBreaker", "alarms"}) {
    const Json* feature = inner.object(member);
    if (feature != nullptr && feature->contains("enable") && (*feature)["enable"] != false &&
        (*feature)["enable"] != "false") {
      inner.fail(core::not_modelled("deploymentConfiguration." + std::string(member)));
    }
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
  for (const char* member : {"enableECSManagedTags", "enableExecuteCommand", "propagateTags",
                             "availabilityZoneRebalancing"}) {
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
