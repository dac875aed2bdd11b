// Types known to have no influence on what is emulated: the network that a deployment needs and the
// emulator does not have. Their properties are not looked at; Ref and GetAtt give ids of the form
// that EC2 gives.
#include <string>
#include <vector>

#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

/// `id` stands for the attributes that repeat the physical id.
void give_id(Creation& creation, const char* prefix, std::initializer_list<const char*> same) {
  const std::string id = creation.ids().ec2(prefix);
  creation.set_physical_id(id);
  for (const char* attribute : same) creation.set_attribute(attribute, id);
}

void create_vpc(Creation& creation) {
  give_id(creation, "vpc-", {"VpcId"});
  creation.set_attribute("DefaultSecurityGroup", creation.ids().ec2("sg-"));
  creation.set_attribute("DefaultNetworkAcl", creation.ids().ec2("acl-"));
}

void create_subnet(Creation& creation) {
  give_id(creation, "subnet-", {"SubnetId"});
  creation.set_attribute("AvailabilityZone", creation.account().region + "a");
}

void create_security_group(Creation& creation) { give_id(creation, "sg-", {"GroupId", "Id"}); }

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
void create_nat_gateway(Creation& creation) { give_id(creation, "nat-", {"NatGatewayId"}); }
void create_endpoint(Creation& creation) { give_id(creation, "vpce-", {"Id"}); }
void create_group_rule(Creation& creation) { give_id(creation, "sgr-", {"Id"}); }
void create_nameless(Creation& creation) {
  creation.set_physical_id(creation.ids().name(creation.logical_id(), 255));
}

ResourceType inert_type(std::string name, std::vector<std::string> attributes,
                        void (*create)(Creation&)) {
  return {std::move(name), std::move(attributes), {}, create, true};
}

}  // namespace

std::vector<ResourceType> inert_types() {
  return {
      inert_type("AWS::EC2::VPC", {"VpcId", "DefaultSecurityGroup", "DefaultNetworkAcl"},
                 create_vpc),
      inert_type("AWS::EC2::Subnet", {"SubnetId", "AvailabilityZone"}, create_subnet),
      inert_type("AWS::EC2::RouteTable", {"RouteTableId"}, create_route_table),
      inert_type("AWS::EC2::Route", {}, create_nameless),
      inert_type("AWS::EC2::SubnetRouteTableAssociation", {"Id"}, create_association),
      inert_type("AWS::EC2::InternetGateway", {"InternetGatewayId"}, create_internet_gateway),
      inert_type("AWS::EC2::VPCGatewayAttachment", {}, create_nameless),
      inert_type("AWS::EC2::SecurityGroup", {"GroupId", "Id"}, create_security_group),
      inert_type("AWS::EC2::SecurityGroupIngress", {"Id"}, create_group_rule),
      inert_type("AWS::EC2::SecurityGroupEgress", {"Id"}, create_group_rule),
      inert_type("AWS::EC2::NatGateway", {"NatGatewayId"}, create_nat_gateway),
      inert_type("AWS::EC2::EIP", {"PublicIp", "AllocationId"}, create_elastic_ip),
      inert_type("AWS::EC2::VPCEndpoint", {"Id"}, create_endpoint),
      inert_type("AWS::CDK::Metadata", {}, create_nameless),
  };
}

}  // namespace spillway::cloudformation
