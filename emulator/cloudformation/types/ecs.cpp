#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

constexpr std::size_t kLongestName = 255;

Schema strategy() {
  return {integer("Base"), required(text("CapacityProvider")), integer("Weight")};
}

bool is_enabled(const Node& configuration) {
  const Node* enabled = configuration.find("Enabled");
  return enabled == nullptr || enabled->scalar != "false";
}

Schema cluster_schema() {
  return camel({text("ClusterName"), texts("CapacityProviders"),
                objects("DefaultCapacityProviderStrategy", strategy()),
                renamed(objects("ClusterSettings", {text("Name"), text("Value")}), "settings"),
                inert("ServiceConnectDefaults", "only services with Service Connect use it"),
                inert("Configuration", "execute-command sessions are not part of a run"), tags()});
}

Schema service_schema() {
  const Schema awsvpc = {required(texts("Subnets")), texts("SecurityGroups"),
                         text("AssignPublicIp")};
  const Schema deployment = {
      integer("MinimumHealthyPercent"), integer("MaximumPercent"), text("Strategy"),
      object("DeploymentCircuitBreaker",
             {required(boolean("Enable")), required(boolean("Rollback"))}),
      object("Alarms", {required(texts("AlarmNames")), required(boolean("Enable")),
                        required(boolean("Rollback"))})};
  return camel({text("Cluster"),
                text("ServiceName"),
                text("TaskDefinition"),
                integer("DesiredCount"),
                text("LaunchType"),
                text("PlatformVersion"),
                objects("LoadBalancers", {text("ContainerName"), integer("ContainerPort"),
                                          text("TargetGroupArn"), text("LoadBalancerName")}),
                object("NetworkConfiguration", {object("AwsvpcConfiguration", awsvpc)}),
                object("DeploymentConfiguration", deployment),
                integer("HealthCheckGracePeriodSeconds"),
                text("SchedulingStrategy"),
                objects("CapacityProviderStrategy", strategy()),
                object("DeploymentController", {text("Type")}),
                text("Role"),
                text("AvailabilityZoneRebalancing"),
                inert("EnableECSManagedTags", "tags change no behaviour"),
                inert("EnableExecuteCommand", "execute-command sessions are not part of a run"),
                inert("PropagateTags", "tags change no behaviour"),
                inert("ServiceRegistries", "nobody here looks up names in Cloud Map"),
                inert_unless(is_enabled, "ServiceConnectConfiguration", "it is not enabled"),
                tags()});
}

void create_cluster(Creation& creation) {
  const std::string name = creation.name("clusterName", kLongestName);
  const Json answer = creation.call("ecs", "CreateCluster", creation.properties);
  creation.set_physical_id(name);
  creation.set_attribute("Arn", creation.text(answer, "/cluster/clusterArn"));
}

void create_service(Creation& creation) {
  const std::string name = creation.name("serviceName", kLongestName);
  // The API demands a count; CloudFormation's default for a new service is 1.
  Json& count = creation.properties["desiredCount"];
  if (count.is_null()) count = 1;
  const Json answer = creation.call("ecs", "CreateService", creation.properties);
  const std::string arn = creation.text(answer, "/service/serviceArn");
  creation.set_physical_id(arn);
  creation.set_attribute("ServiceArn", arn);
  creation.set_attribute("Name", name);
}

}  // namespace

std::vector<ResourceType> ecs_types() {
  return {
      {"AWS::ECS::Cluster", {"Arn"}, cluster_schema(), create_cluster},
      task_definition_type(),
      {"AWS::ECS::Service", {"Name", "ServiceArn"}, service_schema(), create_service},
  };
}

}  // namespace spillway::cloudformation
