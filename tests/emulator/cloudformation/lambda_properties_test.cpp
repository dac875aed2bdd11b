// The properties of Lambda's types that are refused, or without influence.
#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

TEST_CASE("an image's entry point does not reach the API: the code is the scenario's") {
  Recording recording;
  create(recording,
         "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: "
         "{Role: r, Code: {ImageUri: i}, ImageConfig: {Command: [a], WorkingDirectory: /b}}\n")
      .value();
  CHECK_FALSE(recording.params_of("lambda:CreateFunction").contains("ImageConfig"));
}

TEST_CASE("what Lambda refuses by name is refused in the template, with its place") {
  const std::string function = "FunctionName: f, Role: r, Code: {ImageUri: i}, ";
  const std::string permission = "FunctionName: f, Action: a, Principal: p, ";
  const std::string version = "FunctionName: f, ";
  struct Row {
    const char* type;
    const std::string& properties;
    const char* name;
    const char* value;
  };
  const Row rows[] = {
      {"AWS::Lambda::Version", version, "RuntimePolicy", "{UpdateRuntimeOn: Auto}"},
      {"AWS::Lambda::Function", function, "VpcConfig", "{SubnetIds: [s]}"},
      {"AWS::Lambda::Function", function, "Layers", "[l]"},
      {"AWS::Lambda::Permission", permission, "EventSourceToken", "t"},
      {"AWS::Lambda::Permission", permission, "FunctionUrlAuthType", "NONE"},
      {"AWS::Lambda::Permission", permission, "PrincipalOrgID", "o-1234567890"},
  };
  for (const Row& row : rows) {
    const std::string before = row.properties;
    const std::string column = std::to_string(18 + before.size());
    Recording recording;
    const auto stack =
        create(recording, std::string("Resources:\n  X:\n    Type: ") + row.type +
                              "\n    Properties: {" + before + row.name + ": " + row.value + "}\n");
    REQUIRE(!stack);
    CHECK(stack.error().front().to_string() == "t.yaml:4:" + column + ": Resources.X.Properties." +
                                                   row.name + ": the property '" + row.name +
                                                   "' is not modelled by Spillway");
  }
}
