#include "emulator/iam/policy.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::iam;

namespace {

template <class T>
std::string outcome(const boost::system::result<T, core::ApiError>& parsed) {
  if (parsed.has_value()) return "ok";
  return parsed.error().not_modelled ? "not modelled: " + parsed.error().message
                                     : parsed.error().code + ": " + parsed.error().message;
}

std::string policy(const std::string& statement) {
  return outcome(parse_policy(R"({"Version": "2012-10-17", "Statement": )" + statement + "}"));
}

std::string trust(const std::string& statement) {
  return outcome(
      parse_trust_policy(R"({"Version": "2012-10-17", "Statement": )" + statement + "}"));
}

}  // namespace

TEST_CASE("policies that IAM takes") {
  for (
      const char* statement :
      {R"({"Effect": "Allow", "Action": "ecs:ListTasks", "Resource": "*"})",
       R"([{"Sid": "A1", "Effect": "Allow", "Action": ["ecs:*", "*"], "Resource": ["arn:aws:x"]}])",
       R"({"Effect": "Deny", "NotAction": "iam:*", "NotResource": "arn:aws:iam::*:role/*"})",
       R"({"Effect": "Allow", "Action": "ecs:X", "Resource": "*", "Condition": {}})"}) {
    INFO(statement);
    CHECK(policy(statement) == "ok");
  }
}

TEST_CASE("policies that IAM refuses, and those that are not modelled") {
  struct Row {
    const char* statement;
    const char* outcome;
  };
  const Row rows[] = {
      {"[]", "MalformedPolicyDocument: Syntax errors in policy."},
      {"1", "MalformedPolicyDocument: Syntax errors in policy."},
      {R"({"Effect": "Allow", "Action": "ecs:X"})",
       "MalformedPolicyDocument: Policy statement must contain resources."},
      {R"({"Effect": "Allow", "Resource": "*"})",
       "MalformedPolicyDocument: Policy statement must contain actions."},
      {R"({"Effect": "allow", "Action": "ecs:X", "Resource": "*"})",
       "MalformedPolicyDocument: Syntax errors in policy."},
      {R"({"Effect": "Allow", "Action": "ecs:X", "Resource": "*", "Extra": 1})",
       "MalformedPolicyDocument: Syntax errors in policy."},
      {R"({"Effect": "Allow", "Action": "ecs:X", "NotAction": "ecs:Y", "Resource": "*"})",
       "MalformedPolicyDocument: Syntax errors in policy."},
      {R"({"Effect": "Allow", "Action": [], "Resource": "*"})",
       "MalformedPolicyDocument: Syntax errors in policy."},
      {R"({"Effect": "Allow", "Action": "ListTasks", "Resource": "*"})",
       "MalformedPolicyDocument: Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, "
       "ec2, etc."},
      {R"({"Effect": "Allow", "Action": "ecs:X", "Resource": "service/x"})",
       "MalformedPolicyDocument: Resource service/x must be in ARN format or \"*\"."},
      {R"({"Effect": "Allow", "Action": "ecs:X", "Resource": "*", "Principal": "*"})",
       "MalformedPolicyDocument: Policy document should not specify a principal."},
      {R"([{"Sid": "A", "Effect": "Allow", "Action": "ecs:X", "Resource": "*"},
           {"Sid": "A", "Effect": "Allow", "Action": "ecs:X", "Resource": "*"}])",
       "MalformedPolicyDocument: Statement IDs (SID) in a single policy must be unique."},
      {R"({"Effect": "Allow", "Action": "ecs:X", "Resource": "*",
           "Condition": {"StringEquals": {"a": "b"}}})",
       "not modelled: the Condition of a policy statement is not modelled by Spillway"},
      {R"({"Effect": "Allow", "Action": "ecs:X", "Resource": "arn:aws:s3:::${aws:username}"})",
       "not modelled: the policy variable in 'arn:aws:s3:::${aws:username}' is not modelled by "
       "Spillway"}};
  for (const auto& [statement, expected] : rows) {
    INFO(statement);
    CHECK(policy(statement) == expected);
  }
  CHECK(outcome(parse_policy("{")) == "MalformedPolicyDocument: This policy contains invalid Json");
  CHECK(outcome(parse_policy(R"({"Version": "2020-01-01", "Statement": []})")) ==
        "MalformedPolicyDocument: The policy must contain a valid version string");
  CHECK(outcome(parse_policy("{}")) == "MalformedPolicyDocument: Syntax errors in policy.");
}

TEST_CASE("trust policies") {
  CHECK(trust(R"({"Effect": "Allow", "Action": "sts:AssumeRole",
                  "Principal": {"Service": ["lambda.amazonaws.com", "ecs-tasks.amazonaws.com"]}})") ==
        "ok");
  CHECK(trust(R"({"Effect": "Allow", "Action": "sts:AssumeRole"})") ==
        "MalformedPolicyDocument: Missing required field Principal");
  CHECK(trust(R"({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"X": "y"}})") ==
        "MalformedPolicyDocument: Invalid principal in policy");
  CHECK(trust(R"({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*",
                  "Principal": {"AWS": "*"}})") ==
        "MalformedPolicyDocument: Has prohibited field Resource");
  CHECK(trust(R"({"Effect": "Allow", "Action": "ecs:X", "Principal": {"AWS": "*"}})") ==
        "MalformedPolicyDocument: AssumeRole policy may only specify STS AssumeRole actions.");
  CHECK(trust(R"({"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": "*"})") ==
        "not modelled: Deny in a role's trust policy is not modelled by Spillway");
}
