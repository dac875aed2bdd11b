#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

namespace {

/// What the description of an alarm becomes, as its value in the API call; the template has a
/// cluster, parameters, a mapping and conditions to refer to.
std::string with_description(const std::string& value) {
  return "Parameters:\n"
         "  Name: {Type: String, Default: app}\n"
         "  Size: {Type: Number, Default: 8}\n"
         "  Subnets: {Type: CommaDelimitedList, Default: 'a, b,c'}\n"
         "Mappings:\n"
         "  Regions: {sa-east-1: {size: small, list: [x, y]}, other: {size: big}}\n"
         "Conditions:\n"
         "  IsApp: !Equals [!Ref Name, app]\n"
         "  IsNot: !Not [!Condition IsApp]\n"
         "  Both: {'Fn::And': [{Condition: IsApp}, !Not [{Condition: IsNot}]]}\n"
         "  Either: !Or [!Condition IsNot, !Equals [!Ref 'AWS::Region', nowhere]]\n"
         "Resources:\n"
         "  Alarm:\n"
         "    Type: AWS::CloudWatch::Alarm\n"
         "    Properties:\n"
         "      EvaluationPeriods: 1\n"
         "      ComparisonOperator: GreaterThanThreshold\n"
         "      AlarmDescription: " +
         value +
         "\n"
         "  Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: flood}}\n"
         "  Left: {Type: AWS::ECS::Cluster, Condition: IsNot}\n"
         "  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.7.0.0/16}}\n";
}

std::string evaluated(const std::string& value) {
  Recording recording;
  const auto stack = create(recording, with_description(value));
  if (!stack) return "error: " + stack.error().front().message;
  const Json params = recording.params_of("cloudwatch:PutMetricAlarm");
  return params.contains("AlarmDescription") ? params["AlarmDescription"].dump() : "absent";
}

struct Row {
  const char* value;
  const char* result;
};

}  // namespace

TEST_CASE("the functions of values, in both forms") {
  const Row rows[] = {
      {"!Ref Name", "\"app\""},
      {"{Ref: Name}", "\"app\""},
      {"!Ref Size", "\"8\""},
      {"!Ref Cluster", "\"flood\""},
      {"!GetAtt Cluster.Arn", "\"arn:aws:ecs:sa-east-1:123456789012:cluster/flood\""},
      {"!GetAtt [Cluster, Arn]", "\"arn:aws:ecs:sa-east-1:123456789012:cluster/flood\""},
      {"{'Fn::GetAtt': [Cluster, Arn]}", "\"arn:aws:ecs:sa-east-1:123456789012:cluster/flood\""},
      {"{'Fn::GetAtt': Cluster.Arn}", "\"arn:aws:ecs:sa-east-1:123456789012:cluster/flood\""},
      {"!Sub '${Name}-${AWS::Region}-${Cluster.Arn}-${!Name}'",
       "\"app-sa-east-1-arn:aws:ecs:sa-east-1:123456789012:cluster/flood-${Name}\""},
      {"!Sub ['${x}/${Name}', {x: !Ref Cluster}]", "\"flood/app\""},
      {"{'Fn::Sub': ['${x}', {x: {'Fn::Join': ['+', [a, b]]}}]}", "\"a+b\""},
      {"!Sub '$ {} $x'", "\"$ {} $x\""},
      {"!Join [':', [a, !Ref Name, 3]]", "\"a:app:3\""},
      {"!Join ['', !Ref Subnets]", "\"abc\""},
      {"!Join [',', []]", "\"\""},
      {"!Select [1, !Ref Subnets]", "\"b\""},
      {"!Select ['0', [!Ref Name, b]]", "\"app\""},
      {"!Select [5, !Split [':', !GetAtt Cluster.Arn]]", "\"cluster/flood\""},
      {"!Join ['|', !Split ['--', 'a--b--']]", "\"a|b|\""},
      {"!If [IsApp, yes it is, no]", "\"yes it is\""},
      {"!If [IsNot, !Ref Left, !Ref Cluster]", "\"flood\""},
      {"!If [Both, 1, 2]", "\"1\""},
      {"!If [Either, 1, 2]", "\"2\""},
      {"!If [IsNot, x, !Ref AWS::NoValue]", "absent"},
      {"!FindInMap [Regions, !Ref AWS::Region, size]", "\"small\""},
      {"!Join ['', !FindInMap [Regions, sa-east-1, list]]", "\"xy\""},
      {"{'Fn::FindInMap': [Regions, other, size]}", "\"big\""},
      {"!Select [1, !GetAZs '']", "\"sa-east-1b\""},
      {"!Select [0, {'Fn::GetAZs': {Ref: 'AWS::Region'}}]", "\"sa-east-1a\""},
      {"!Base64 hello", "\"aGVsbG8=\""},
      {"{'Fn::Base64': !Sub '${Name}'}", "\"YXBw\""},
      {"!Select [1, !Cidr [10.0.0.0/16, 2, 8]]", "\"10.0.1.0/24\""},
      {"!Join [' ', !Cidr [192.168.7.200/24, '3', '6']]",
       "\"192.168.7.0/26 192.168.7.64/26 192.168.7.128/26\""},
      {"!Select [255, !Cidr [255.255.0.0/16, 256, 8]]", "\"255.255.255.0/24\""},
      {"!Select [0, {'Fn::Cidr': [!GetAtt Vpc.CidrBlock, 1, 12]}]", "\"10.7.0.0/20\""},
      {"!Ref AWS::AccountId", "\"123456789012\""},
      {"!Ref AWS::Partition", "\"aws\""},
      {"!Ref AWS::URLSuffix", "\"amazonaws.com\""},
      {"!Ref AWS::StackName", "\"spillway\""},
      {"!Join ['', !Ref AWS::NotificationARNs]", "\"\""},
      {"!Select [1, !Split ['/', !Ref AWS::StackId]]", "\"spillway\""},
  };
  for (const auto& row : rows) {
    INFO(row.value);
    CHECK(evaluated(row.value) == row.result);
    CHECK(errors_of(with_description(row.value)).empty());
  }
}

TEST_CASE("wrong functions are refused with place, path and the nearest name") {
  const char* const place = "Resources.Alarm.Properties.AlarmDescription: ";
  const char* const cidr =
      "!Cidr needs a block like 10.0.0.0/16, a count of 1 to 256 and the bits of each, 1 to 31";
  const char* const import_value =
      "the function !ImportValue is not modelled by Spillway [a run has one stack, so no other one "
      "exports anything: let CDK put both into one, or make it a parameter]";
  const char* const long_import =
      "the function Fn::ImportValue is not modelled by Spillway [a run has one stack, so no other "
      "one exports anything: let CDK put both into one, or make it a parameter]";
  const Row rows[] = {
      {"!Ref Nmae",
       "there is no parameter, resource or pseudo parameter 'Nmae' in the template [did you mean "
       "Name?]"},
      {"!Ref AWS::Regoin",
       "there is no parameter, resource or pseudo parameter 'AWS::Regoin' in the template [did you "
       "mean "
       "AWS::Region?]"},
      {"!Sub '${Cluser}'",
       "there is no parameter, resource or pseudo parameter 'Cluser' in the template [did you mean "
       "Cluster?]"},
      {"!Sub '${Cluster.Arm}'",
       "the attribute 'Arm' of AWS::ECS::Cluster is not modelled by Spillway [did you mean Arn?]"},
      {"!GetAtt Clustr.Arn",
       "there is no resource 'Clustr' in the template [did you mean Cluster?]"},
      {"!GetAtt Cluster",
       "!GetAtt needs a logical id and an attribute [write !GetAtt LogicalId.Attribute]"},
      {"!Sub 'a${Name'", "'${' without '}'"},
      {"!Sub '${Subnets}'", "${Subnets} is no string"},
      {"!Sub [a]", "!Sub needs a list of 2 items"},
      {"{'Fn::Sub': !Ref Name}", "Fn::Sub needs a string"},
      {"!Join [x]", "!Join needs a list of 2 items"},
      {"!Join ['', x]", "!Join needs a list of strings as its second item"},
      {"!Join ['', [[x]]]", "!Join joins strings only"},
      {"!Select [3, !Ref Subnets]", "!Select has no item '3' in a list of 3"},
      {"!Select [x, [a]]", "!Select has no item 'x' in a list of 1"},
      {"!Select [-1, [a]]", "!Select has no item '-1' in a list of 1"},
      {"!Split ['', x]", "!Split needs a delimiter"},
      {"!If [IsAp, x, y]", "there is no condition 'IsAp' [did you mean IsApp?]"},
      {"!If [IsApp, !Ref Left, y]", "refers to Left, which the condition IsNot leaves out"},
      {"!If [IsApp, x, !Ref Nobody]",
       "there is no parameter, resource or pseudo parameter 'Nobody' in the template"},
      {"!If [!Ref Name, x, y]", "!If needs the name of a condition first"},
      {"!Ref Left", "refers to Left, which the condition IsNot leaves out"},
      {"!FindInMap [Region, x, y]",
       "there is no mapping 'Region' in the template [did you mean Regions?]"},
      {"!FindInMap [Regions, x, y]", "Mappings.Regions has no key 'x'"},
      {"!FindInMap [Regions, other, siez]",
       "Mappings.Regions.other has no key 'siez' [did you mean size?]"},
      {"!Equals [a, b]", "!Equals may stand in Conditions only"},
      {"!Condition IsApp", "!Condition may stand in Conditions only"},
      {"!ImportValue x", import_value},
      {"{'Fn::ImportValue': x}", long_import},
      {"{'Fn::Transform': {Name: x}}", "the function Fn::Transform is not modelled by Spillway"},
      {"!Length [a]", "the function !Length is not modelled by Spillway"},
      {"{'Fn::ToJsonString': {a: b}}", "the function Fn::ToJsonString is not modelled by Spillway"},
      {"!Contains [[a], a]", "!Contains may stand in Rules only"},
      {"!Base64 [a]", "a string is needed here"},
      {"!Cidr [10.0.0.0/16, 2]", "!Cidr needs a list of 3 items"},
      {"!Cidr [10.0.0/16, 2, 8]", cidr},
      {"!Cidr [10.0.0.256/16, 2, 8]", cidr},
      {"!Cidr [10.0.0.0/33, 2, 8]", cidr},
      {"!Cidr [10.0.0.0, 2, 8]", cidr},
      {"!Cidr [10.0.0.0/16, 0, 8]", cidr},
      {"!Cidr [10.0.0.0/16, 257, 8]", cidr},
      {"!Cidr [10.0.0.0/16, 2x, 8]", cidr},
      {"!Cidr [10.0.0.0/16, 2, 32]", cidr},
      {"!Cidr [10.0.0.0/24, 2, 8]", "10.0.0.0/24 has no room for 2 blocks of 8 bits"},
      {"!Cidr ['2001:db8::/56', 2, 64]", "!Cidr of IPv6 is not modelled by Spillway"},
      {"!GetAttr Cluster.Arn",
       "the function !GetAttr is not modelled by Spillway [did you mean !GetAtt?]"},
      {"{'Fn::Jion': x}",
       "the function Fn::Jion is not modelled by Spillway [did you mean Fn::Join?]"},
      {"{Ref: Name, more: x}", "a function must be the only key of its mapping"},
      {"{Ref: [Name]}", "Ref needs the name of a parameter or resource"},
      {"!Ref {a: b}", "!Ref needs the name of a parameter or resource"},
      {"[a]", "must be a string, not a list"},
      {"{a: b}", "must be a string, not a mapping"},
  };
  for (const auto& row : rows) {
    INFO(row.value);
    const std::string errors = errors_of(with_description(row.value));
    CHECK(errors.starts_with("18:"));
    CHECK(errors.substr(errors.find(' ') + 1) == place + std::string(row.result) + "\n");
  }
}

TEST_CASE("conditions are checked, cycles reported with their path") {
  const auto check = [](const std::string& conditions) {
    return errors_of("Parameters: {P: {Type: String, Default: x}}\nConditions:\n" + conditions +
                     "Resources:\n  C: {Type: AWS::ECS::Cluster}\n");
  };
  CHECK(check("  A: !Condition B\n  B: !Not [!Condition A]\n") ==
        "4:12: Conditions.B: the conditions need each other: A -> B -> A\n");
  CHECK(check("  A: !Ref P\n") ==
        "3:6: Conditions.A: !Ref is no condition [compare it with Fn::Equals]\n");
  CHECK(check("  A: true\n") ==
        "3:6: Conditions.A: a condition must be one of Fn::Equals, Fn::And, Fn::Or, Fn::Not, "
        "Condition\n");
  CHECK(check("  A: !And [!Equals [a, b]]\n") ==
        "3:6: Conditions.A: !And needs a list of 2 to 10 items\n");
  CHECK(check("  A: !Equals [!Ref C, b]\n") ==
        "3:15: Conditions.A: a condition may not depend on the resource C\n");
  CHECK(check("  A: !Equls [a, b]\n") ==
        "3:6: Conditions.A: the function !Equls is not modelled by Spillway [did you mean "
        "!Equals?]\n");
  CHECK(check("  A: !Equals [!If [A, b, c], b]\n") ==
        "3:15: Conditions.A: !If may not stand in Conditions\n");
}

TEST_CASE("a policy's key Condition is no function") {
  Recording recording;
  const auto stack =
      create(recording,
             "Resources:\n"
             "  R:\n"
             "    Type: AWS::IAM::Role\n"
             "    Properties:\n"
             "      AssumeRolePolicyDocument: {Statement: [{Condition: {Bool: {a: true}}}]}\n");
  REQUIRE(stack.has_value());
  CHECK(recording.params_of("iam:CreateRole")["AssumeRolePolicyDocument"] ==
        R"({"Statement":[{"Condition":{"Bool":{"a":true}}}]})");
}
