#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

namespace {

std::string resource(const std::string& id, const std::string& more) {
  return "  " + id + ": {Type: AWS::ECS::Cluster, " + more + "}\n";
}

std::string order_of(const std::string& resources, const std::string& before = {}) {
  Recording recording;
  const auto stack = create(recording, before + "Resources:\n" + resources);
  if (!stack) return stack.error().front().to_string();
  std::string order;
  for (const auto& one : stack->resources) order += one.logical_id;
  return order;
}

}  // namespace

TEST_CASE("resources are created after what they need, ties in the order of the template") {
  const std::string needs_c = resource("A", "Properties: {ClusterName: !Sub 'x${C}'}");
  CHECK(order_of(needs_c + resource("B", "") + resource("C", "") + resource("D", "")) == "BCAD");
  CHECK(order_of(resource("A", "DependsOn: B") + resource("B", "DependsOn: [D, C]") +
                 resource("C", "") + resource("D", "")) == "CDBA");
  CHECK(order_of(resource("A", "Properties: {ClusterName: !Join ['', [!GetAtt B.Arn]]}") +
                 resource("B", "")) == "BA");
}

TEST_CASE("only the chosen branch of an If, and only resources that are created, count") {
  const std::string never = "Conditions: {Never: !Equals [a, b]}\n";
  CHECK(order_of(
            resource("A", "Properties: {ClusterName: !If [Never, !Ref B, x]}") + resource("B", ""),
            never) == "AB");
  CHECK(order_of(
            resource("A", "DependsOn: B") + resource("B", "Condition: Never") + resource("C", ""),
            never) == "AC");
}

TEST_CASE("a cycle is reported with its path") {
  CHECK(order_of(resource("A", "") + resource("B", "DependsOn: C") +
                 resource("C", "Properties: {ClusterName: !Ref D}") +
                 resource("D", "DependsOn: B")) ==
        "t.yaml:3:3: Resources.B: the resources need each other: B -> C -> D -> B\n"
        "  hint: each must exist before the one to its left");
  CHECK(order_of(resource("A", "Properties: {ClusterName: !Ref A}")) ==
        "t.yaml:2:3: Resources.A: the resources need each other: A -> A\n"
        "  hint: each must exist before the one to its left");
}

TEST_CASE("each creation is recorded and told, and the caller is cloudformation") {
  Recording recording;
  StackOptions options;
  std::string told;
  options.stack_name = "s";
  options.on_created = [&told](const Resource& one) {
    told += one.logical_id + "=" + one.physical_id + " ";
  };
  const auto stack = create(recording,
                            "Resources:\n" + resource("A", "Properties: {ClusterName: a}") +
                                resource("B", "Properties: {ClusterName: b}") +
                                "Outputs: {X: {Value: !Ref B}, Y: {Value: 3}}\n",
                            options);
  REQUIRE(stack.has_value());
  CHECK(told == "A=a B=b ");
  CHECK(
      recording.events ==
      std::vector<std::string>{
          R"(cloudformation.resource_created {"logical_id":"A","type":"AWS::ECS::Cluster","physical_id":"a"})",
          R"(cloudformation.resource_created {"logical_id":"B","type":"AWS::ECS::Cluster","physical_id":"b"})"});
  CHECK(recording.callers.at(0).caller == "cloudformation");
  CHECK(recording.callers.at(0).principal_arn.empty());
  CHECK(recording.callers.at(0).request_id != recording.callers.at(1).request_id);
  REQUIRE(stack->outputs.size() == 2);
  CHECK(stack->outputs[0].value == "b");
  CHECK(stack->outputs[1].value == "3");
  CHECK(stack->id.starts_with("arn:aws:cloudformation:sa-east-1:123456789012:stack/s/"));
}

TEST_CASE("an operation that refuses ends the creation, at the resource's place") {
  Recording recording;
  recording.refusals["ecs:CreateCluster"] = {"ClientException", "No more clusters."};
  const auto stack = create(recording, "Resources:\n" + resource("A", "") + resource("B", ""));
  REQUIRE(stack.has_error());
  REQUIRE(stack.error().size() == 1);
  CHECK(
      stack.error()[0].to_string() ==
      "t.yaml:2:3: Resources.A: ecs:CreateCluster refused it: ClientException: No more clusters.");
  CHECK(recording.calls.size() == 1);
}

TEST_CASE("nothing is called if the template is wrong anywhere") {
  Recording recording;
  const auto stack =
      create(recording, "Resources:\n" + resource("A", "") + resource("B", "Properties: {X: y}"));
  CHECK(stack.has_error());
  CHECK(recording.calls.empty());
}

TEST_CASE("names that CloudFormation makes up") {
  Recording recording;
  StackOptions options;
  options.stack_name = "a-stack-with-a-long-name";
  const auto stack =
      create(recording,
             "Resources:\n"
             "  Cluster: {Type: AWS::ECS::Cluster}\n"
             "  VeryLongLogicalIdOfAGroup: {Type: AWS::ElasticLoadBalancingV2::TargetGroup}\n"
             "  Repository: {Type: AWS::ECR::Repository}\n",
             options);
  REQUIRE(stack.has_value());
  const std::string cluster = stack->find("Cluster")->physical_id;
  CHECK(cluster.starts_with("a-stack-with-a-long-name-Cluster-"));
  CHECK(cluster.size() == std::string("a-stack-with-a-long-name-Cluster-").size() + 12);
  const std::string group = recording.params_of("elbv2:CreateTargetGroup")["Name"];
  CHECK(group.starts_with("a-VeryLongLogicalId-"));
  CHECK(group.size() == 32);
  const std::string repository = stack->find("Repository")->physical_id;
  CHECK(repository.starts_with("a-stack-with-a-long-name-repository-"));
  CHECK(repository.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos);
}
