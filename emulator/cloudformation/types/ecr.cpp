#include <algorithm>

#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

constexpr std::size_t kLongestName = 256;

/// Within the account a pull needs no more than the caller's own permission.
bool denies(const Node& node) {
  if (node.is_scalar()) return node.scalar == "Deny";
  return std::any_of(node.items.begin(), node.items.end(), denies) ||
         std::any_of(node.members.begin(), node.members.end(),
                     [](const auto& member) { return denies(member.second); });
}

Schema repository_schema() {
  return camel(
      {text("RepositoryName"), text("ImageTagMutability"),
       object("ImageScanningConfiguration", {boolean("ScanOnPush")}),
       object("EncryptionConfiguration", {required(text("EncryptionType")), text("KmsKey")}),
       inert("LifecyclePolicy", "images expire after days, a run takes minutes"),
       inert_unless(denies, "RepositoryPolicyText", "nobody is denied anything by it"),
       inert("EmptyOnDelete", "nothing is ever deleted"), tags()});
}

void create_repository(Creation& creation) {
  if (!creation.properties.contains("repositoryName")) {
    // ECR's names are lower-case, so is what CloudFormation makes up.
    std::string made_up = creation.ids().name(creation.logical_id(), kLongestName);
    std::transform(made_up.begin(), made_up.end(), made_up.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    creation.properties["repositoryName"] = made_up;
  }
  const std::string name = creation.name("repositoryName", kLongestName);
  const Json answer = creation.call("ecr", "CreateRepository", creation.properties);
  creation.set_physical_id(name);
  creation.set_attribute("Arn", creation.text(answer, "/repository/repositoryArn"));
  creation.set_attribute("RepositoryUri", creation.text(answer, "/repository/repositoryUri"));
}

}  // namespace

std::vector<ResourceType> ecr_types() {
  return {
      {"AWS::ECR::Repository", {"Arn", "RepositoryUri"}, repository_schema(), create_repository}};
}

}  // namespace spillway::cloudformation
