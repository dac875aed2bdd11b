// Names that a template gives: a second resource of one type and name is refused, as CloudFormation
// does.
#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

namespace {

std::string refusal_of(const std::string& text, const StackOptions& options = {}) {
  Recording recording;
  const auto stack = create(recording, text, options);
  return stack ? "" : stack.error().front().to_string();
}

std::string two_alarms(const std::string& name, const std::string& other_name) {
  const auto alarm = [](const std::string& its_name) {
    return "\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      AlarmName: " + its_name +
           "\n      MetricName: Errors\n      Namespace: AWS/Lambda\n      Period: 60\n"
           "      Statistic: Sum\n      Threshold: 1\n      EvaluationPeriods: 1\n"
           "      ComparisonOperator: GreaterThanThreshold\n";
  };
  return "Parameters:\n  Name: {Type: String, Default: high}\nResources:\n  First:" + alarm(name) +
         "  Second:" + alarm(other_name);
}

}  // namespace

TEST_CASE("a second resource of the same name is refused at its name, and the first one told") {
  const std::string error = refusal_of(two_alarms("high", "high"));
  CHECK_THAT(error, Catch::Contains("18:18: Resources.Second.Properties.AlarmName: high already "
                                    "exists\n  hint: it is First, on line 4: give this "
                                    "AWS::CloudWatch::Alarm another name, or none"));
  CHECK(refusal_of(two_alarms("high", "low")).empty());
}

TEST_CASE("what counts is the name that the functions give") {
  CHECK_THAT(refusal_of(two_alarms("high", "!Ref Name")), Catch::Contains("high already exists"));
  CHECK(refusal_of(two_alarms("high", "!Sub '${Name}-2'")).empty());
}

TEST_CASE("policies within two roles may have one name") {
  const std::string text = R"(
Resources:
  First:
    Type: AWS::IAM::Policy
    Properties: {PolicyName: p, Roles: [a], PolicyDocument: {Statement: []}}
  Second:
    Type: AWS::IAM::Policy
    Properties: {PolicyName: p, Roles: [b], PolicyDocument: {Statement: []}}
)";
  CHECK(refusal_of(text).empty());
}

TEST_CASE("what has no influence may have the name of something else") {
  CHECK(refusal_of(R"(
Resources:
  First: {Type: 'AWS::SSM::Parameter', Properties: {Name: p, Type: String, Value: a}}
  Second: {Type: 'AWS::SSM::Parameter', Properties: {Name: p, Type: String, Value: b}}
)")
            .empty());
}
