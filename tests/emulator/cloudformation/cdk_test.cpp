// What CDK puts into templates of its own accord, and what is told of what has no influence.
#include <string>
#include <vector>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

namespace {

constexpr const char* kProvider =
    "  Provider:\n"
    "    Type: AWS::Lambda::Function\n"
    "    Properties: {Role: r, Code: {S3Bucket: b, S3Key: k}, Runtime: nodejs22.x, Handler: h, "
    "Layers: [l]}\n";

std::string retention(const std::string& token) {
  return "  Retention:\n"
         "    Type: Custom::LogRetention\n"
         "    Properties: {ServiceToken: " +
         token + ", RetentionInDays: 7}\n";
}

document::Node parsed(const std::string& text) {
  auto root = document::parse(text, "t.yaml");
  REQUIRE(root);
  return *root;
}

std::vector<std::string> without_influence(const std::string& text) {
  const auto outline = check_template(parsed(text), "t.yaml", {});
  REQUIRE(outline);
  std::vector<std::string> all;
  for (const auto& [name, why] : outline->without_influence) all.push_back(name + ": " + why);
  return all;
}

}  // namespace

TEST_CASE("the function of a custom resource of CDK's own is not created") {
  for (const char* token : {"!GetAtt Provider.Arn", "!Sub '${Provider.Arn}'",
                            "{'Fn::Join': ['', [!GetAtt [Provider, Arn]]]}"}) {
    Recording recording;
    const auto stack =
        create(recording, std::string("Resources:\n") + kProvider + retention(token) +
                              "  Group:\n    Type: AWS::Logs::LogGroup\n"
                              "    Properties: {LogGroupName: !Ref Provider}\n");
    REQUIRE(stack);
    CHECK(recording.names() == std::vector<std::string>{"logs:CreateLogGroup"});
    REQUIRE(stack->find("Provider")->inert);
    CHECK(stack->find("Provider")->attributes.at("Arn") ==
          "arn:aws:lambda:sa-east-1:123456789012:function:" + stack->find("Provider")->physical_id);
  }
}

TEST_CASE("the role of such a function, and the role's policy, are not created, unless shared") {
  const auto calls = [](const std::string& more) {
    Recording recording;
    const auto stack = create(recording, R"(
Resources:
  Provider:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt ItsRole.Arn, Code: {ZipFile: x}, Runtime: nodejs22.x, Handler: h}
  ItsRole:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {}}
  ItsPolicy:
    Type: AWS::IAM::Policy
    Properties: {PolicyName: p, PolicyDocument: {}, Roles: [!Ref ItsRole]}
  Clean:
    Type: Custom::ECRAutoDeleteImages
    Properties: {ServiceToken: !GetAtt Provider.Arn}
)" + more);
    REQUIRE(stack);
    return recording.names();
  };
  using Names = std::vector<std::string>;
  CHECK(calls("").empty());
  CHECK(calls("  Other:\n    Type: AWS::IAM::Policy\n    Properties: {PolicyName: o, "
              "PolicyDocument: {}, Roles: [!Ref ItsRole, !Ref Mine]}\n"
              "  Mine: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}\n") ==
        Names{"iam:CreateRole", "iam:PutRolePolicy", "iam:CreateRole", "iam:PutRolePolicy",
              "iam:PutRolePolicy"});
}

TEST_CASE("a function that something else uses, too, is created, whatever it does for CDK") {
  const std::string rule =
      "  Rule:\n    Type: AWS::Events::Rule\n"
      "    Properties: {Targets: [{Id: a, Arn: !GetAtt Provider.Arn}]}\n";
  const std::string text =
      std::string("Resources:\n") + kProvider + retention("!GetAtt Provider.Arn") + rule;
  CHECK(errors_of(text).find("the property 'Layers' is not modelled") != std::string::npos);
}

TEST_CASE("a custom resource of somebody else is refused: its function may do anything") {
  const std::string hint =
      " is not modelled by Spillway [its function runs while deploying and may do anything]\n";
  CHECK(errors_of("Resources:\n  X: {Type: Custom::Mine}\n") ==
        "2:13: Resources.X.Type: the resource type 'Custom::Mine'" + hint);
  CHECK(errors_of("Resources:\n  X: {Type: AWS::CloudFormation::CustomResource}\n") ==
        "2:13: Resources.X.Type: the resource type 'AWS::CloudFormation::CustomResource'" + hint);
}

TEST_CASE("the network's attributes say what the template says") {
  Recording recording;
  const auto stack = create(recording, R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.1.0/24, AvailabilityZone: !Select [1, !GetAZs '']}
  Bare: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc}}
Outputs:
  Block: {Value: !GetAtt Vpc.CidrBlock}
  Zone: {Value: !GetAtt Subnet.AvailabilityZone}
  Of: {Value: !GetAtt Subnet.CidrBlock}
  Any: {Value: !GetAtt Bare.AvailabilityZone}
)");
  REQUIRE(stack);
  std::vector<std::string> values;
  for (const auto& output : stack->outputs) values.push_back(output.value);
  CHECK(values ==
        std::vector<std::string>{"10.1.0.0/16", "sa-east-1b", "10.1.1.0/24", "sa-east-1a"});
  CHECK(stack->find("Group")->attributes.at("VpcId") == stack->find("Vpc")->physical_id);
}

TEST_CASE("names in Cloud Map and values in Systems Manager have ids and attributes") {
  Recording recording;
  const auto stack = create(recording, R"(
Resources:
  Space: {Type: AWS::ServiceDiscovery::PrivateDnsNamespace, Properties: {Name: x.local}}
  Named: {Type: AWS::ServiceDiscovery::Service, Properties: {Name: web, NamespaceId: !GetAtt Space.Id}}
  Tag: {Type: AWS::SSM::Parameter, Properties: {Name: /tag, Type: String, Value: v7}}
Outputs:
  Space: {Value: !GetAtt Space.Arn}
  Named: {Value: !GetAtt Named.Name}
  Tag: {Value: !Sub '${Tag} ${Tag.Value} ${Tag.Type}'}
)");
  REQUIRE(stack);
  CHECK(recording.calls.empty());
  const std::string id = stack->find("Space")->physical_id;
  CHECK(id.starts_with("ns-"));
  CHECK(id.size() == 19);
  CHECK(stack->outputs[0].value ==
        "arn:aws:servicediscovery:sa-east-1:123456789012:namespace/" + id);
  CHECK(stack->outputs[1].value == "web");
  CHECK(stack->find("Named")->physical_id.starts_with("srv-"));
  CHECK(stack->outputs[2].value == "/tag v7 String");
}

TEST_CASE("types and properties without influence are told, each once, with the reason") {
  CHECK(without_influence(R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {Anything: goes}}
  Other: {Type: AWS::EC2::VPC}
  A: {Type: AWS::ECS::Cluster, Properties: {Tags: [{Key: a, Value: b}]}}
  B: {Type: AWS::ECS::Cluster, Properties: {Tags: [{Key: a, Value: b}], ClusterName: b}}
  F:
    Type: AWS::Lambda::Function
    Properties: {Role: r, Code: {ImageUri: i, SourceKMSKeyArn: k}, ImageConfig: {Command: [a]}}
  Shown: {Type: AWS::CloudWatch::Dashboard, Properties: {DashboardBody: '{}'}}
)") == std::vector<std::string>{
           "AWS::CloudWatch::Dashboard: it shows, and changes nothing",
           "AWS::EC2::VPC: in the network here everybody reaches everybody; routes and security "
           "groups are not checked",
           "AWS::ECS::Cluster.Tags: tags change no behaviour",
           "AWS::Lambda::Function.Code.SourceKMSKeyArn: the code is the scenario's",
           "AWS::Lambda::Function.ImageConfig: the code is the scenario's"});
}

TEST_CASE("what a condition leaves out is not told of") {
  CHECK(without_influence(R"(
Conditions: {Never: !Equals [a, b]}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Condition: Never}
  A: {Type: AWS::ECS::Cluster, Condition: Never, Properties: {Tags: []}}
  B: {Type: AWS::ECS::Cluster}
)")
            .empty());
}

TEST_CASE("a property that matters by its value is refused for that value only") {
  struct Row {
    const char* type;
    const char* properties;
    const char* name;
    const char* harmless;
    const char* harmful;
  };
  const Row rows[] = {
      {"AWS::ECS::TaskDefinition", "", "ContainerDefinitions",
       "[{Name: a, Image: i, LinuxParameters: {InitProcessEnabled: true, Capabilities: {}}}]",
       "[{Name: a, Image: i, LinuxParameters: {Swappiness: 60}}]"},
      {"AWS::ECR::Repository", "", "RepositoryPolicyText",
       "{Statement: [{Effect: Allow, Principal: '*', Action: 'ecr:BatchGetImage'}]}",
       "{Statement: [{Effect: Deny, Principal: '*', Action: 'ecr:BatchGetImage'}]}"},
      {"AWS::ECS::Service", "Cluster: c, TaskDefinition: t, ", "ServiceConnectConfiguration",
       "{Enabled: false}", "{Enabled: true}"},
  };
  for (const Row& row : rows) {
    const auto errors = [&](const char* value) {
      return errors_of(std::string("Resources:\n  X:\n    Type: ") + row.type +
                       "\n    Properties: {" + row.properties + row.name + ": " + value + "}\n");
    };
    CHECK(errors(row.harmless).empty());
    CHECK_THAT(errors(row.harmful),
               Catch::Contains(std::string("Resources.X.Properties.") + row.name) &&
                   Catch::Contains(": this value of '") &&
                   Catch::Contains("' is not modelled by Spillway"));
  }
}

TEST_CASE("where in a CDK program a resource comes from") {
  const auto outline = check_template(parsed(R"(
Resources:
  A: {Type: AWS::ECS::Cluster, Metadata: {'aws:cdk:path': S/Web/Cluster/Resource}}
  B: {Type: AWS::ECS::Cluster, Metadata: {'aws:cdk:path': S/Plain}}
  C: {Type: AWS::ECS::Cluster, Metadata: {Other: x}}
)"),
                                      "t.yaml", {});
  REQUIRE(outline);
  CHECK(outline->resources[0].construct_path == "S/Web/Cluster");
  CHECK(outline->resources[1].construct_path == "S/Plain");
  CHECK(outline->resources[2].construct_path.empty());
}
