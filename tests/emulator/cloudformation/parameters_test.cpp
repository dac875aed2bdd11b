#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

namespace {

std::string with_parameter(const std::string& declaration) {
  return "Parameters:\n  P: {" + declaration + "}\nResources:\n  C:\n    Type: AWS::ECS::Cluster\n";
}

StackOptions given(const std::string& value) {
  StackOptions options;
  options.parameters["P"] = value;
  return options;
}

}  // namespace

TEST_CASE("a parameter's value must satisfy its declaration") {
  struct Row {
    const char* declaration;
    const char* value;
    const char* error;  ///< empty: accepted
  };
  const Row rows[] = {
      {"Type: String", "", ""},
      {"Type: String, MinLength: 1", "", "'' is shorter than MinLength 1"},
      {"Type: String, MaxLength: 2", "abc", "'abc' is longer than MaxLength 2"},
      {"Type: String, AllowedValues: [a, b]", "b", ""},
      {"Type: String, AllowedValues: [a, b]", "c", "'c' is not one of AllowedValues [a, b]"},
      {"Type: String, AllowedPattern: '[a-z]+'", "abc", ""},
      {"Type: String, AllowedPattern: '[a-z]+'", "abc1",
       "'abc1' does not match AllowedPattern [a-z]+"},
      {"Type: String, AllowedPattern: '[a-'", "abc", "is no usable regular expression"},
      {"Type: Number, MinValue: 1, MaxValue: 10", "10", ""},
      {"Type: Number, MinValue: 1", "0.5", "'0.5' is less than MinValue 1"},
      {"Type: Number, MaxValue: 10", "11", "'11' is greater than MaxValue 10"},
      {"Type: Number", "ten", "'ten' is not a number"},
      {"Type: Number", "nan", "'nan' is not a number"},
      {"Type: Number", "1 ", "'1 ' is not a number"},
      {"Type: Number, AllowedValues: [60, 120]", "60", ""},
      {"Type: Number, MinValue: one", "1", "must be a number"},
      {"Type: List<Number>", "1, 2", ""},
      {"Type: List<Number>", "1,x", "'x' is not a number"},
      {"Type: CommaDelimitedList, AllowedValues: [a, b]", "a,b", ""},
      {"Type: CommaDelimitedList, AllowedValues: [a, b]", "a,c",
       "'c' is not one of AllowedValues [a, b]"},
      {"Type: 'AWS::EC2::VPC::Id'", "vpc-1", ""},
      {"Type: 'List<AWS::EC2::Subnet::Id>'", "subnet-1,subnet-2", ""},
      {"Type: String, NoEcho: true, MinLength: 9", "secret",
       "the value is shorter than MinLength 9"},
      {"Type: String, MinLength: 9, ConstraintDescription: long enough", "short",
       "'short' is shorter than MinLength 9 [long enough]"},
      {"Type: 'AWS::EC2::VPC'", "x",
       "the parameter type 'AWS::EC2::VPC' is not modelled by Spillway"},
      {"Type: 'AWS::EC2::VPC::I'", "x",
       "the parameter type 'AWS::EC2::VPC::I' is not modelled by Spillway [did you mean "
       "AWS::EC2::VPC::Id?]"},
      {"Type: String, Defualt: x", "x", "a parameter has no 'Defualt' [did you mean Default?]"},
      {"Type: String, Default: !Ref X", "x", "functions are not allowed in Parameters"},
      {"Type: String, AllowedValues: x", "x", "must be a list"},
      {"Default: x", "x", "has no Type"},
  };
  for (const auto& row : rows) {
    INFO(row.declaration << " = " << row.value);
    const std::string errors = errors_of(with_parameter(row.declaration), given(row.value));
    if (*row.error == '\0') {
      CHECK(errors.empty());
    } else {
      CHECK(errors.starts_with("2:"));
      CHECK(errors.find(std::string(": ") + row.error + "\n") != std::string::npos);
    }
  }
}

TEST_CASE("defaults are checked too, and a parameter without one needs a value") {
  CHECK(errors_of(with_parameter("Type: Number, Default: x")) ==
        "2:30: Parameters.P: 'x' is not a number\n");
  CHECK(errors_of(with_parameter("Type: String")) ==
        "2:3: Parameters.P: has no value and no Default [give one under parameters:]\n");
}

TEST_CASE("a value for a parameter that is not there is refused, with the nearest name") {
  StackOptions options;
  options.parameters["AlarmTreshold"] = "8";
  CHECK(
      errors_of("Parameters: {AlarmThreshold: {Type: Number, Default: 1}}\nResources:\n  C: {Type: "
                "AWS::ECS::Cluster}\n",
                options) ==
      "0:0: Parameters.AlarmTreshold: the template has no parameter 'AlarmTreshold' [did you mean "
      "AlarmThreshold?]\n");
}

TEST_CASE("a default keeps the text of the file") {
  Recording recording;
  StackOptions options;
  const auto stack =
      create(recording,
             "Parameters: {P: {Type: String, Default: 007}}\nResources:\n  C: {Type: "
             "AWS::ECS::Cluster, Properties: {ClusterName: !Ref P}}\n",
             options);
  REQUIRE(stack.has_value());
  CHECK(recording.params_of("ecs:CreateCluster")["clusterName"] == "007");
}
