// Types known to have no influence on what is emulated, but for the network's (network.cpp): what
// CDK adds to templates, and what only shows or describes.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

constexpr std::size_t kLongestFunctionName = 64;  // and of a role's name

void create_nameless(Creation& creation) {
  creation.set_physical_id(creation.ids().name(creation.logical_id(), 255));
}

void create_provider(Creation& creation) {
  const std::string name = creation.name("FunctionName", kLongestFunctionName);
  creation.set_physical_id(name);
  creation.set_attribute("Arn", creation.account().arn("lambda", "function:" + name));
}

/// Ref gives the id, of the form that Cloud Map gives: "ns-" or "srv-" and 16 digits.
void create_of_cloud_map(Creation& creation, const std::string& kind, const std::string& prefix) {
  const std::string id = creation.ids().ec2(prefix).substr(0, prefix.size() + 16);
  creation.set_physical_id(id);
  creation.set_attribute("Id", id);
  creation.set_attribute("Arn", creation.account().arn("servicediscovery", kind + "/" + id));
}

void create_namespace(Creation& creation) { create_of_cloud_map(creation, "namespace", "ns-"); }

void create_discovery_service(Creation& creation) {
  const std::string name = creation.name("Name", 127);
  create_of_cloud_map(creation, "service", "srv-");
  creation.set_attribute("Name", name);
}

void create_ssm_parameter(Creation& creation) {
  creation.set_physical_id(creation.name("Name", 255));
  for (const char* name : {"Type", "Value"}) {
    const Json value = creation.take(name);
    if (value.is_string()) creation.set_attribute(name, value.get<std::string>());
  }
}

void create_provider_role(Creation& creation) {
  const std::string name = creation.name("RoleName", kLongestFunctionName);
  creation.set_physical_id(name);
  creation.set_attribute("Arn", "arn:" + creation.account().partition +
                                    ":iam::" + creation.account().id + ":role/" + name);
  creation.set_attribute("RoleId", name);
}

ResourceType custom(const char* name, const char* why) {
  return inert_type(std::string("Custom::") + name, why, {}, create_nameless);
}

}  // namespace

ResourceType inert_type(std::string name, std::string why, std::vector<std::string> attributes,
                        void (*create)(Creation&)) {
  return {std::move(name), std::move(attributes), {}, create, true, std::move(why)};
}

const ResourceType* provider_type(std::string_view name) {
  constexpr const char* kWhy = "it works for custom resources while deploying only";
  static const std::vector<ResourceType> types = {
      inert_type("AWS::Lambda::Function", kWhy, {"Arn"}, create_provider),
      inert_type("AWS::IAM::Role", kWhy, {"Arn", "RoleId"}, create_provider_role),
      inert_type("AWS::IAM::Policy", kWhy, {}, create_nameless),
  };
  const auto it = std::find_if(types.begin(), types.end(),
                               [&](const ResourceType& type) { return type.name == name; });
  return it == types.end() ? nullptr : &*it;
}

std::vector<ResourceType> inert_types() {
  // Of the custom resources those of CDK itself, whose functions are known: any other's may do
  // anything.
  constexpr const char* kCloudMap = "nobody here looks up names in Cloud Map";
  return {
      inert_type("AWS::ServiceDiscovery::PrivateDnsNamespace", kCloudMap, {"Id", "Arn"},
                 create_namespace),
      inert_type("AWS::ServiceDiscovery::HttpNamespace", kCloudMap, {"Id", "Arn"},
                 create_namespace),
      inert_type("AWS::ServiceDiscovery::Service", kCloudMap, {"Id", "Arn", "Name"},
                 create_discovery_service),
      inert_type("AWS::SSM::Parameter", "no call to Systems Manager is answered here",
                 {"Type", "Value"}, create_ssm_parameter),
      inert_type("AWS::CDK::Metadata", "it tells the makers of CDK what is used", {},
                 create_nameless),
      custom("VpcRestrictDefaultSG", "the network's default security group is not checked"),
      custom("LogRetention", "logs are kept for days, a run takes minutes"),
      custom("ECRAutoDeleteImages", "nothing is ever deleted"),
      inert_type("AWS::CloudWatch::Dashboard", "it shows, and changes nothing", {},
                 create_nameless),
      inert_type("AWS::Logs::QueryDefinition", "it shows, and changes nothing", {},
                 create_nameless),
  };
}

}  // namespace spillway::cloudformation
