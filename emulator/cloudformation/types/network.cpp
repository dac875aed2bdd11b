// The network that a deployment needs and the emulator does not have. Ref and GetAtt give ids of
// the form that EC2 gives, and what the template itself says.
#include <string>
#include <vector>

#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

constexpr const char* kOpen =
    "in the network here everybody reaches everybody; routes and security groups are not checked";

/// `same` stands for the attributes that repeat the physical id.
void give_id(Creation& creation, const char* prefix, std::initializer_list<const char*> same) {
  const std::string id = creation.ids().ec2(prefix);
  creation.set_physical_id(id);
  for (const char* attribute : same) creation.set_attribute(attribute, id);
}

/// Attributes that repeat a property of the same name, for as far as it is given.
void repeat(Creation& creation, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const Json value = creation.take(name);
    if (value.is_string()) creation.set_attribute(name, value.get<std::string>());
  }
}

void create_vpc(Creation& creation) {
  give_id(creation, "vpc-", {"VpcId"});
  repeat(creation, {"CidrBlock"});
  creation.set_attribute("DefaultSecurityGroup", creation.ids().ec2("sg-"));
  creation.set_attribute("DefaultNetworkAcl", creation.ids().ec2("acl-"));
}

void create_subnet(Creation& creation) {
  give_id(creation, "subnet-", {"SubnetId"});
  creation.set_attribute("AvailabilityZone", creation.account().region + "a");
  repeat(creation, {"AvailabilityZone", "CidrBlock", "VpcId"});
}

void create_security_group(Creation& creation) {
  give_id(creation, "sg-", {"GroupId", "Id"});
  repeat(creation, {"VpcId"});
}

void create_elastic_ip(Creation& creation) {
  creation.set_physical_id("203.0.113.1");  // of the range set aside for examples
  creation.set_attribute("PublicIp", "203.0.113.1");
  creation.set_attribute("AllocationId", creation.ids().ec2("eipalloc-"));
}

/// The rest differ in nothing but the prefix of their id.
void create_route_table(Creation& creation) { give_id(creation, "rtb-", {"RouteTableId"}); }
void create_association(Creation& creation) { give_id(creation, "rtbassoc-", {"Id"}); }
void create_internet_gateway(Creation& creation) {
  give_id(creation, "igw-", {"InternetGatewayId"});
}
void create_egress_gateway(Creation& creation) { give_id(creation, "eigw-", {"Id"}); }
void create_nat_gateway(Creation& creation) { give_id(creation, "nat-", {"NatGatewayId"}); }
void create_endpoint(Creation& creation) { give_id(creation, "vpce-", {"Id"}); }
void create_group_rule(Creation& creation) { give_id(creation, "sgr-", {"Id"}); }
void create_acl(Creation& creation) { give_id(creation, "acl-", {"Id"}); }
void create_acl_association(Creation& creation) {
  give_id(creation, "aclassoc-", {"AssociationId"});
}
void create_flow_log(Creation& creation) { give_id(creation, "fl-", {"Id"}); }
void create_cidr_block(Creation& creation) { give_id(creation, "vpc-cidr-assoc-", {"Id"}); }
void create_nameless(Creation& creation) {
  creation.set_physical_id(creation.ids().name(creation.logical_id(), 255));
}

}  // namespace

std::vector<ResourceType> network_types() {
  const auto open = [](const char* name, std::vector<std::string> attributes,
                       void (*create)(Creation&)) {
    return inert_type(std::string("AWS::EC2::") + name, kOpen, std::move(attributes), create);
  };
  return {
      open("VPC", {"VpcId", "CidrBlock", "DefaultSecurityGroup", "DefaultNetworkAcl"}, create_vpc),
      open("VPCCidrBlock", {"Id"}, create_cidr_block),
      open("Subnet", {"SubnetId", "AvailabilityZone", "CidrBlock", "VpcId"}, create_subnet),
      open("RouteTable", {"RouteTableId"}, create_route_table),
      open("Route", {}, create_nameless),
      open("SubnetRouteTableAssociation", {"Id"}, create_association),
      open("InternetGateway", {"InternetGatewayId"}, create_internet_gateway),
      open("EgressOnlyInternetGateway", {"Id"}, create_egress_gateway),
      open("VPCGatewayAttachment", {}, create_nameless),
      open("SecurityGroup", {"GroupId", "Id", "VpcId"}, create_security_group),
      open("SecurityGroupIngress", {"Id"}, create_group_rule),
      open("SecurityGroupEgress", {"Id"}, create_group_rule),
      open("NetworkAcl", {"Id"}, create_acl),
      open("NetworkAclEntry", {"Id"}, create_nameless),
      open("SubnetNetworkAclAssociation", {"AssociationId"}, create_acl_association),
      open("NatGateway", {"NatGatewayId"}, create_nat_gateway),
      open("EIP", {"PublicIp", "AllocationId"}, create_elastic_ip),
      open("VPCEndpoint", {"Id"}, create_endpoint),
      open("FlowLog", {"Id"}, create_flow_log),
  };
}

}  // namespace spillway::cloudformation
