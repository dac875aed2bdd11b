#include <string>

#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

/// CreateLoadBalancer and CreateTargetGroup take at most 32 characters.
constexpr std::size_t kLongestName = 32;

Schema key_and_value() { return {text("Key"), text("Value")}; }

Schema load_balancer_schema() {
  return {text("Name"),
          text("Scheme"),
          text("Type"),
          text("IpAddressType"),
          texts("Subnets"),
          objects("SubnetMappings",
                  {required(text("SubnetId")), text("AllocationId"), text("PrivateIPv4Address")}),
          texts("SecurityGroups"),
          objects("LoadBalancerAttributes", key_and_value()),
          tags()};
}

Schema target_group_schema() {
  return {text("Name"),
          text("TargetType"),
          integer("Port"),
          text("Protocol"),
          text("ProtocolVersion"),
          text("VpcId"),
          text("IpAddressType"),
          boolean("HealthCheckEnabled"),
          integer("HealthCheckIntervalSeconds"),
          text("HealthCheckPath"),
          text("HealthCheckPort"),
          text("HealthCheckProtocol"),
          integer("HealthCheckTimeoutSeconds"),
          integer("HealthyThresholdCount"),
          integer("UnhealthyThresholdCount"),
          object("Matcher", {text("HttpCode"), text("GrpcCode")}),
          objects("Targets", {required(text("Id")), integer("Port"), text("AvailabilityZone")}),
          objects("TargetGroupAttributes", key_and_value()),
          tags()};
}

/// What follows `mark` in an ARN, mark excluded; the whole if it is not there.
std::string after(const std::string& arn, const std::string& mark) {
  const auto at = arn.find(mark);
  return at == std::string::npos ? arn : arn.substr(at + mark.size());
}

void create_load_balancer(Creation& creation) {
  const std::string name = creation.name("Name", kLongestName);
  const Json attributes = creation.take("LoadBalancerAttributes");
  const Json answer = creation.call("elbv2", "CreateLoadBalancer", creation.properties);
  const std::string arn = creation.text(answer, "/LoadBalancers/0/LoadBalancerArn");
  if (!attributes.is_null()) {
    creation.call("elbv2", "ModifyLoadBalancerAttributes",
                  {{"LoadBalancerArn", arn}, {"Attributes", attributes}});
  }
  creation.set_physical_id(arn);
  creation.set_attribute("LoadBalancerArn", arn);
  creation.set_attribute("LoadBalancerName", name);
  creation.set_attribute("LoadBalancerFullName", after(arn, ":loadbalancer/"));
  creation.set_attribute("DNSName", creation.text(answer, "/LoadBalancers/0/DNSName"));
  creation.set_attribute("CanonicalHostedZoneID",
                         creation.text(answer, "/LoadBalancers/0/CanonicalHostedZoneId"));
}

void create_target_group(Creation& creation) {
  const std::string name = creation.name("Name", kLongestName);
  const Json attributes = creation.take("TargetGroupAttributes");
  const Json targets = creation.take("Targets");
  const Json answer = creation.call("elbv2", "CreateTargetGroup", creation.properties);
  const std::string arn = creation.text(answer, "/TargetGroups/0/TargetGroupArn");
  if (!attributes.is_null()) {
    creation.call("elbv2", "ModifyTargetGroupAttributes",
                  {{"TargetGroupArn", arn}, {"Attributes", attributes}});
  }
  if (!targets.is_null()) {
    creation.call("elbv2", "RegisterTargets", {{"TargetGroupArn", arn}, {"Targets", targets}});
  }
  creation.set_physical_id(arn);
  creation.set_attribute("TargetGroupArn", arn);
  creation.set_attribute("TargetGroupName", name);
  creation.set_attribute("TargetGroupFullName", "targetgroup/" + after(arn, ":targetgroup/"));
}

}  // namespace

std::vector<ResourceType> elbv2_types() {
  return {
      {"AWS::ElasticLoadBalancingV2::LoadBalancer",
       {"LoadBalancerArn", "LoadBalancerName", "LoadBalancerFullName", "DNSName",
        "CanonicalHostedZoneID"},
       load_balancer_schema(),
       create_load_balancer},
      {"AWS::ElasticLoadBalancingV2::TargetGroup",
       {"TargetGroupArn", "TargetGroupName", "TargetGroupFullName"},
       target_group_schema(),
       create_target_group},
  };
}

}  // namespace spillway::cloudformation
