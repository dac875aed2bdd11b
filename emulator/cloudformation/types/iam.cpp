#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

constexpr std::size_t kLongestRoleName = 64;
constexpr std::size_t kLongestPolicyName = 128;

Schema role_schema() {
  return {
      text("RoleName"),
      required(json_text("AssumeRolePolicyDocument")),
      text("Path"),
      text("Description"),
      integer("MaxSessionDuration"),
      text("PermissionsBoundary"),
      texts("ManagedPolicyArns"),
      objects("Policies", {required(text("PolicyName")), required(json_text("PolicyDocument"))}),
      tags()};
}

void attach(Creation& creation, const std::string& role, const std::string& policy_arn) {
  creation.call("iam", "AttachRolePolicy", {{"RoleName", role}, {"PolicyArn", policy_arn}});
}

void create_role(Creation& creation) {
  const std::string name = creation.name("RoleName", kLongestRoleName);
  const Json policies = creation.take("Policies");
  const Json managed = creation.take("ManagedPolicyArns");
  const Json answer = creation.call("iam", "CreateRole", creation.properties);
  creation.set_physical_id(name);
  creation.set_attribute("Arn", creation.text(answer, "/Role/Arn"));
  creation.set_attribute("RoleId", creation.text(answer, "/Role/RoleId"));
  for (const auto& arn : managed) attach(creation, name, arn.get<std::string>());
  for (Json policy : policies) {
    policy["RoleName"] = name;
    creation.call("iam", "PutRolePolicy", policy);
  }
}

void create_policy(Creation& creation) {
  const Json roles = creation.take("Roles");
  if (roles.empty()) creation.fail("a policy needs at least one of Roles");
  for (const auto& role : roles) {
    Json params = creation.properties;
    params["RoleName"] = role;
    creation.call("iam", "PutRolePolicy", params);
  }
  creation.set_physical_id(creation.name("PolicyName", kLongestPolicyName));
}

void create_managed_policy(Creation& creation) {
  creation.name("PolicyName", kLongestPolicyName);
  const Json roles = creation.take("Roles");
  const Json answer = creation.call("iam", "CreatePolicy", creation.properties);
  const std::string arn = creation.text(answer, "/Policy/Arn");
  for (const auto& role : roles) attach(creation, role.get<std::string>(), arn);
  creation.set_physical_id(arn);
  creation.set_attribute("PolicyArn", arn);
}

}  // namespace

std::vector<ResourceType> iam_types() {
  return {
      {"AWS::IAM::Role", {"Arn", "RoleId"}, role_schema(), create_role},
      {"AWS::IAM::Policy",
       {},
       {required(text("PolicyName")), required(json_text("PolicyDocument")), texts("Roles")},
       create_policy},
      {"AWS::IAM::ManagedPolicy",
       {"PolicyArn"},
       {renamed(text("ManagedPolicyName"), "PolicyName"), required(json_text("PolicyDocument")),
        text("Path"), text("Description"), texts("Roles")},
       create_managed_policy},
  };
}

}  // namespace spillway::cloudformation
