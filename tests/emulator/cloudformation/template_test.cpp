#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

namespace {

std::string cluster(const std::string& more = {}) {
  return "Resources:\n  C:\n    Type: AWS::ECS::Cluster\n" + more;
}

}  // namespace

TEST_CASE("what is no template, or not modelled, is refused with its place") {
  struct Row {
    std::string text;
    const char* errors;
  };
  const Row rows[] = {
      {"[]", "1:1: : a template must be a mapping with a section Resources\n"},
      {"Description: x\n", "1:1: Resources: at least one resource is needed\n"},
      {"AWSTemplateFormatVersion: 2010-09-10\n" + cluster(),
       "1:27: AWSTemplateFormatVersion: must be 2010-09-09\n"},
      {"Transform: AWS::Serverless-2016-10-31\n" + cluster(),
       "1:1: Transform: the section 'Transform' is not modelled by Spillway\n"},
      {"Ouputs: {}\n" + cluster(),
       "1:1: Ouputs: the section 'Ouputs' is not modelled by Spillway [did you mean Outputs?]\n"},
      {"Rules: {Mine: {Assertions: []}}\n" + cluster(), ""},
      {"Rules: {Mine: {Assertion: []}}\n" + cluster(),
       "1:9: Rules.Mine: needs a list of Assertions\n1:16: Rules.Mine.Assertion: a rule has no "
       "'Assertion' [did you mean Assertions?]\n"},
      {"Resources:\n  my-cluster: {Type: AWS::ECS::Cluster}\n",
       "2:3: Resources.my-cluster: a name consists of letters and digits only\n"},
      {"Resources:\n  C: {}\n", "2:3: Resources.C: has no Type\n"},
      {"Resources:\n  C: AWS::ECS::Cluster\n",
       "2:6: Resources.C: must be a mapping with Type and Properties\n"},
      {"Resources:\n  C: {Type: AWS::ECS::Clutser}\n",
       "2:13: Resources.C.Type: the resource type 'AWS::ECS::Clutser' is not modelled by Spillway "
       "[did you "
       "mean AWS::ECS::Cluster?]\n"},
      {"Resources:\n  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: x}}\n",
       "2:13: Resources.S.Type: the resource type 'AWS::CloudFormation::Stack' is not modelled by "
       "Spillway\n"},
      {"Resources:\n  S: {Type: Custom::Thing}\n",
       "2:13: Resources.S.Type: the resource type 'Custom::Thing' is not modelled by Spillway [its "
       "function runs while deploying and may do anything]\n"},
      {cluster("    CreationPolicy: {}\n"),
       "4:5: Resources.C.CreationPolicy: the resource attribute 'CreationPolicy' is not modelled "
       "by Spillway\n"},
      {cluster("    DependOn: X\n"),
       "4:5: Resources.C.DependOn: the resource attribute 'DependOn' is not modelled by Spillway "
       "[did you mean "
       "DependsOn?]\n"},
      {cluster("    DependsOn: [D]\n"),
       "4:17: Resources.C.DependsOn: there is no resource 'D' in the template\n"},
      {cluster("    Condition: Never\n"),
       "4:16: Resources.C.Condition: there is no condition 'Never'\n"},
      {cluster("    Properties: {ClusterNmae: x}\n"),
       "4:18: Resources.C.Properties.ClusterNmae: the property 'ClusterNmae' is not modelled by "
       "Spillway [did "
       "you mean ClusterName?]\n"},
      {cluster("    Properties: {ClusterSettings: [{Nam: x}]}\n"),
       "4:37: Resources.C.Properties.ClusterSettings[0].Nam: the property 'Nam' is not modelled by "
       "Spillway "
       "[did you mean Name?]\n"},
      {cluster("    Properties: [x]\n"), "4:17: Resources.C.Properties: must be a mapping\n"},
      {cluster("    Properties: {ClusterName:}\n"),
       "4:30: Resources.C.Properties.ClusterName: null values are not allowed in templates [leave "
       "the key out, "
       "or use !Ref AWS::NoValue]\n"},
      {"Metadata: {a: &x [1], b: *x}\n" + cluster(),
       "1:26: Metadata.b: CloudFormation supports no YAML aliases and merge keys [write it out]\n"},
      {cluster() + "Outputs: {O: {Valeu: x}}\n",
       "4:11: Outputs.O: has no Value\n4:15: Outputs.O.Valeu: an output has no 'Valeu' [did you "
       "mean Value?]\n"},
      {cluster() + "Outputs: {O: {Value: [x]}}\n", "4:22: Outputs.O.Value: must be a string\n"},
      {"Parameters: {C: {Type: String, Default: x}}\n" + cluster(),
       "3:3: Resources.C: there is a parameter of the same name\n"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(errors_of(row.text) == row.errors);
  }
}

TEST_CASE("a stack's name is one that AWS would take") {
  StackOptions options;
  for (const char* name : {"", "1st", "a_b", "a b", "-a"}) {
    options.stack_name = name;
    CHECK(errors_of(cluster(), options)
              .starts_with("0:0: : '" + std::string(name) + "' is no name for a stack"));
  }
  options.stack_name = "a-1";
  CHECK(errors_of(cluster(), options).empty());
}

TEST_CASE("values of the wrong shape are refused") {
  struct Row {
    const char* property;
    const char* error;
  };
  const Row rows[] = {
      {"EvaluationPeriods: x", "must be an integer, not 'x'"},
      {"EvaluationPeriods: 1.5", "must be an integer, not '1.5'"},
      {"EvaluationPeriods: 99999999999999999999", "must be an integer, not '99999999999999999999'"},
      {"Threshold: many", "must be a number, not 'many'"},
      {"Threshold: .inf", "must be a number, not '.inf'"},
      {"ActionsEnabled: 1", "must be true or false, not '1'"},
      {"ActionsEnabled: [true]", "must be true or false, not a list"},
      {"OKActions: arn", "must be a list, not 'arn'"},
      {"OKActions: {a: b}", "must be a list, not a mapping"},
      {"Dimensions: {Name: x}", "must be a list, not a mapping"},
  };
  for (const auto& row : rows) {
    INFO(row.property);
    const std::string errors = errors_of(
        "Resources:\n"
        "  A:\n"
        "    Type: AWS::CloudWatch::Alarm\n"
        "    Properties:\n"
        "      ComparisonOperator: x\n"
        "      AlarmName: a\n"
        "      " +
        std::string(row.property) + "\n" +
        (std::string(row.property).starts_with("Eval") ? "" : "      EvaluationPeriods: 1\n"));
    CHECK(errors.starts_with("7:"));
    CHECK(errors.find(std::string(": ") + row.error + "\n") != std::string::npos);
    CHECK(std::count(errors.begin(), errors.end(), '\n') == 1);
  }
}

TEST_CASE("all errors of a template are reported, in the order of the file") {
  const std::string errors = errors_of(
      "Parameters: {P: {Type: Strin, Default: x}}\n"
      "Resources:\n"
      "  F: {Type: AWS::Lambda::Function, Properties: {Timeuot: 3, Role: !Ref Nobody}}\n"
      "  X: {Type: AWS::S3::Bucket}\n"
      "Outputs: {O: {Value: !GetAtt F.Nothing}}\n");
  CHECK(errors ==
        "1:24: Parameters.P.Type: the parameter type 'Strin' is not modelled by Spillway [did you "
        "mean "
        "String?]\n"
        "3:48: Resources.F.Properties: the property Code is required\n"
        "3:49: Resources.F.Properties.Timeuot: the property 'Timeuot' is not modelled by Spillway "
        "[did you mean "
        "Timeout?]\n"
        "3:67: Resources.F.Properties.Role: there is no parameter, resource or pseudo parameter "
        "'Nobody' in the "
        "template\n"
        "4:13: Resources.X.Type: the resource type 'AWS::S3::Bucket' is not modelled by Spillway\n"
        "5:22: Outputs.O.Value: the attribute 'Nothing' of AWS::Lambda::Function is not modelled "
        "by Spillway\n");
}

TEST_CASE("JSON templates work the same, with their places") {
  CHECK(errors_of(
            "{\n \"Resources\": {\n  \"C\": {\"Type\": \"AWS::ECS::Cluster\",\n   \"Properties\": "
            "{\"ClusterNam\": {\"Ref\": \"AWS::StackName\"}}}}}") ==
        "4:19: Resources.C.Properties.ClusterNam: the property 'ClusterNam' is not modelled by "
        "Spillway [did you "
        "mean ClusterName?]\n");
  Recording recording;
  const auto stack = create(
      recording,
      R"({"Resources": {"C": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterName": {"Fn::Sub": "${AWS::StackName}-x"}}}}})");
  REQUIRE(stack.has_value());
  CHECK(recording.params_of("ecs:CreateCluster").dump() == R"({"clusterName":"spillway-x"})");
}

TEST_CASE("what CDK adds to every template is accepted") {
  Recording recording;
  const auto stack = create(recording, R"({
    "Resources": {
      "C": {"Type": "AWS::ECS::Cluster", "Metadata": {"aws:cdk:path": "S/C"}, "UpdateReplacePolicy": "Delete",
            "DeletionPolicy": "Delete"},
      "CDKMetadata": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:x"},
                      "Condition": "CDKMetadataAvailable"}},
    "Conditions": {"CDKMetadataAvailable": {"Fn::Or": [{"Fn::Equals": [{"Ref": "AWS::Region"}, "af-south-1"]},
                                                        {"Fn::Equals": [{"Ref": "AWS::Region"}, "sa-east-1"]}]}},
    "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>",
                                        "Default": "/cdk-bootstrap/hnb659fds/version", "Description": "x"}},
    "Rules": {"CheckBootstrapVersion": {"Assertions": [{"Assert": {"Fn::Not": [{"Fn::Contains": [["1"],
              {"Ref": "BootstrapVersion"}]}]}, "AssertDescription": "x"}]}}})");
  REQUIRE(stack.has_value());
  CHECK(recording.names() == std::vector<std::string>{"ecs:CreateCluster"});
  CHECK(stack->find("CDKMetadata")->inert);
}

TEST_CASE("a value from Systems Manager may be declared but not used") {
  CHECK(errors_of(
            "Parameters: {P: {Type: 'AWS::SSM::Parameter::Value<String>', Default: x}}\n"
            "Resources:\n  C: {Type: AWS::ECS::Cluster, Properties: {ClusterName: !Ref P}}\n") ==
        "3:58: Resources.C.Properties.ClusterName: the parameter 'P' from Systems Manager is not "
        "modelled by "
        "Spillway\n");
}
