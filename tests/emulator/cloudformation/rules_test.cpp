// Rules: what a template demands of its parameters.
#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

namespace {

/// What is wrong with a template with that rule, whose assertion is on line 9.
std::string refused(const std::string& condition, const std::string& demand) {
  return errors_of(
      "Parameters:\n"
      "  Stage: {Type: String, Default: prod}\n"
      "  Sizes: {Type: CommaDelimitedList, Default: 'small,large'}\n"
      "  Version: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /v}\n"
      "Rules:\n"
      "  Sound:\n"
      "    RuleCondition: " +
      condition +
      "\n"
      "    Assertions:\n"
      "      - Assert: " +
      demand +
      "\n"
      "        AssertDescription: read the manual\n"
      "Resources:\n"
      "  C: {Type: AWS::ECS::Cluster}\n");
}

constexpr const char* kAlways = "!Equals [a, a]";
constexpr const char* kRefusal =
    "9:17: Rules.Sound.Assertions[0].Assert: the parameters do not satisfy the rule [read the "
    "manual]\n";

struct Row {
  const char* demand;
  bool satisfied;
};

}  // namespace

TEST_CASE("a rule's assertions hold, or the parameters are refused in the author's words") {
  const Row rows[] = {
      {"!Equals [!Ref Stage, prod]", true},
      {"!Equals [!Ref Stage, test]", false},
      {"!Not [!Equals [!Ref Stage, prod]]", false},
      {"!And [!Equals [a, a], !Contains [[prod, test], !Ref Stage]]", true},
      {"!Or [!Equals [a, b], !Contains [[dev, test], !Ref Stage]]", false},
      {"{'Fn::Contains': [!Ref Sizes, large]}", true},
      {"{'Fn::Contains': [!Ref Sizes, huge]}", false},
      {"{'Fn::Contains': [[], x]}", false},
      {"!EachMemberIn [!Ref Sizes, [small, medium, large]]", true},
      {"!EachMemberIn [!Ref Sizes, [small, medium]]", false},
      {"!EachMemberEquals [[prod, prod], !Ref Stage]", true},
      {"!EachMemberEquals [!Ref Sizes, small]", false},
  };
  for (const Row& row : rows) {
    INFO(row.demand);
    CHECK(refused(kAlways, row.demand) == (row.satisfied ? "" : kRefusal));
    // A rule whose condition does not hold demands nothing.
    CHECK(refused("!Equals [a, b]", row.demand).empty());
  }
}

TEST_CASE("what a rule cannot depend on is refused by name") {
  const std::string place = "9:17: Rules.Sound.Assertions[0].Assert: ";
  CHECK(refused(kAlways, "!Contains [[a], !Ref Version]")
            .find("the parameter 'Version' from Systems Manager is not modelled") !=
        std::string::npos);
  CHECK(refused(kAlways, "!Equals [!Ref C, x]").find("a rule may not depend on the resource C") !=
        std::string::npos);
  CHECK(refused(kAlways, "{'Fn::ValueOf': [Stage, Attributes]}") ==
        place + "the function Fn::ValueOf is not modelled by Spillway\n");
  CHECK(refused(kAlways, "{'Fn::Contain': [[a], a]}").find("is not modelled") != std::string::npos);
  CHECK(refused(kAlways, "!Contains [[a]]") == place + "!Contains needs a list of 2 items\n");
  CHECK(errors_of("Rules: {R: {Assertions: [{Asert: x}]}}\n"
                  "Resources: {C: {Type: AWS::ECS::Cluster}}\n") ==
        "1:26: Rules.R.Assertions[0]: needs an Assert\n");
}

TEST_CASE("a condition may not use what only rules may") {
  CHECK(errors_of("Conditions: {A: !Contains [[a], a]}\n"
                  "Resources: {C: {Type: AWS::ECS::Cluster}}\n") ==
        "1:17: Conditions.A: !Contains may stand in Rules only\n");
}
