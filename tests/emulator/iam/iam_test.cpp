#include "emulator/iam/iam.hpp"

#include "emulator/sim/virtual_runtime.hpp"
#include "runtime/percent.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::iam;

namespace {

struct Nothing final : core::MetricSink, core::EventBus, core::CredentialIssuer {
  core::MetricId intern(const core::MetricKey&, std::string) override { return {}; }
  void put(core::MetricId, double, TimePoint) override {}
  void put_event(core::BusEvent) override {}
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }
};

constexpr const char* kTrust =
    R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"}}]})";
constexpr const char* kRole = "arn:aws:iam::123456789012:role/R";
constexpr const char* kBasic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

struct World {
  sim::VirtualRuntime rt;
  core::Timeline timeline{rt};
  Nothing nothing;
  core::OperationRegistry operations;
  core::Account account;
  core::Context context{rt, timeline, nothing, nothing, nothing, operations, account};
  Iam iam{context};

  core::ApiResult call(const char* action, const Json& params) {
    return operations.call("iam", action, params, {});
  }
  // The code of the error, or "ok".
  std::string outcome(const char* action, const Json& params) {
    const auto result = call(action, params);
    return result.has_value() ? "ok" : result.error().code;
  }
  void create_role() {
    REQUIRE(outcome("CreateRole", {{"RoleName", "R"}, {"AssumeRolePolicyDocument", kTrust}}) ==
            "ok");
  }
  void put_policy(const char* name, const std::string& statements) {
    REQUIRE(outcome("PutRolePolicy", {{"RoleName", "R"},
                                      {"PolicyName", name},
                                      {"PolicyDocument", "{\"Statement\": " + statements + "}"}}) ==
            "ok");
  }
};

}  // namespace

TEST_CASE("a new role may do nothing, and an unknown one neither") {
  World w;
  w.create_role();
  CHECK(w.iam.decide(kRole, "ecs:ListTasks", {}).verdict == Verdict::implicitly_denied);
  CHECK_FALSE(w.iam.allowed("arn:aws:iam::123456789012:role/Nobody", "ecs:ListTasks", {}));
  CHECK_FALSE(w.iam.allowed("arn:aws:iam::999999999999:role/R", "ecs:ListTasks", {}));
  CHECK_FALSE(w.iam.allowed("", "ecs:ListTasks", {}));
}

TEST_CASE("what is allowed: by action, by resource, by exclusion") {
  World w;
  w.create_role();
  w.put_policy("p", R"([{"Effect": "Allow", "Action": ["ecs:Describe*", "ecs:updateservice"],
                         "Resource": "arn:aws:ecs:*:*:service/main/*"},
                        {"Effect": "Allow", "NotAction": ["ecs:*", "iam:*"],
                         "NotResource": "arn:aws:logs:*"}])");
  const char* web = "arn:aws:ecs:sa-east-1:123456789012:service/main/web";
  CHECK(w.iam.allowed(kRole, "ecs:UpdateService", {web}));
  CHECK_FALSE(w.iam.allowed(kRole, "ecs:DeleteService", {web}));
  CHECK_FALSE(w.iam.allowed(kRole, "ecs:UpdateService", {}));
  const auto both = w.iam.decide(kRole, "ecs:UpdateService", {web, "arn:aws:ecs:x"});
  CHECK(both.verdict == Verdict::implicitly_denied);
  CHECK(both.resource == "arn:aws:ecs:x");
  CHECK(w.iam.allowed(kRole, "events:PutRule", {"arn:aws:events:r"}));
  CHECK_FALSE(w.iam.allowed(kRole, "logs:PutLogEvents", {"arn:aws:logs:g"}));
  CHECK_FALSE(w.iam.allowed(kRole, "iam:PassRole", {"arn:aws:iam:x"}));
}

TEST_CASE("a Deny wins, whatever the order and the policy it stands in") {
  World w;
  w.create_role();
  w.put_policy("a", R"({"Effect": "Deny", "Action": "ecs:List*", "Resource": "*"})");
  w.put_policy("b", R"({"Effect": "Allow", "Action": "*", "Resource": "*"})");
  CHECK(w.iam.decide(kRole, "ecs:ListTasks", {}).verdict == Verdict::explicitly_denied);
  CHECK(w.iam.allowed(kRole, "ecs:DescribeTasks", {}));
  CHECK(w.outcome("DeleteRolePolicy", {{"RoleName", "R"}, {"PolicyName", "a"}}) == "ok");
  CHECK(w.iam.allowed(kRole, "ecs:ListTasks", {}));
}

TEST_CASE("managed policies count while they are attached") {
  World w;
  w.create_role();
  const Json attach = {{"RoleName", "R"}, {"PolicyArn", kBasic}};
  CHECK(w.outcome("AttachRolePolicy", attach) == "ok");
  CHECK(w.outcome("AttachRolePolicy", attach) == "ok");
  CHECK(w.iam.allowed(kRole, "logs:PutLogEvents", {"arn:aws:logs:g"}));
  CHECK(w.outcome("DetachRolePolicy", attach) == "ok");
  CHECK_FALSE(w.iam.allowed(kRole, "logs:PutLogEvents", {"arn:aws:logs:g"}));
  CHECK(w.outcome("DetachRolePolicy", attach) == "NoSuchEntity");

  const auto own = w.call(
      "CreatePolicy",
      {{"PolicyName", "own"},
       {"PolicyDocument",
        R"({"Statement": {"Effect": "Allow", "Action": "ecs:ListTasks", "Resource": "*"}})"}});
  const Json arn = (*own)["Policy"]["Arn"];
  CHECK(arn == "arn:aws:iam::123456789012:policy/own");
  CHECK(w.outcome("AttachRolePolicy", {{"RoleName", "R"}, {"PolicyArn", arn}}) == "ok");
  CHECK(w.iam.allowed(kRole, "ecs:ListTasks", {}));
  CHECK(w.outcome("DeletePolicy", {{"PolicyArn", arn}}) == "DeleteConflict");
}

TEST_CASE("a policy of AWS that is not in the table is refused by name; another does not exist") {
  World w;
  w.create_role();
  const auto aws =
      w.call("AttachRolePolicy", {{"RoleName", "R"}, {"PolicyArn", "arn:aws:iam::aws:policy/Foo"}});
  CHECK(aws.error().not_modelled);
  CHECK(w.outcome("AttachRolePolicy",
                  {{"RoleName", "R"}, {"PolicyArn", "arn:aws:iam::123456789012:policy/Foo"}}) ==
        "NoSuchEntity");
}

TEST_CASE("roles as IAM describes them") {
  World w;
  const auto created =
      w.call("CreateRole",
             {{"RoleName", "R"}, {"Path", "/service-role/"}, {"AssumeRolePolicyDocument", kTrust}});
  const Json role = (*created)["Role"];
  CHECK(role["Arn"] == "arn:aws:iam::123456789012:role/service-role/R");
  CHECK(role["RoleId"].get<std::string>().starts_with("AROA"));
  CHECK(role["RoleId"].get<std::string>().size() == 21);
  CHECK(role["CreateDate"] == 1767614400.0);
  CHECK(percent_decode(role["AssumeRolePolicyDocument"].get<std::string>()) == kTrust);
  CHECK((*w.call("GetRole", {{"RoleName", "R"}}))["Role"] == role);
  CHECK((*w.call("ListRoles", Json::object()))["Roles"] == Json::array({role}));
  CHECK(w.iam.find_role("arn:aws:iam::123456789012:role/service-role/R") != nullptr);
  CHECK(w.iam.find_role(kRole) == nullptr);
}

TEST_CASE("a service may assume a role that trusts it") {
  World w;
  w.create_role();
  CHECK(w.iam.can_be_assumed(kRole, "lambda.amazonaws.com"));
  CHECK_FALSE(w.iam.can_be_assumed(kRole, "ecs-tasks.amazonaws.com"));
  CHECK_FALSE(w.iam.can_be_assumed("arn:aws:iam::123456789012:role/X", "lambda.amazonaws.com"));
}

TEST_CASE("errors as IAM spells them") {
  World w;
  w.create_role();
  CHECK(w.outcome("CreateRole", {{"RoleName", "R"}, {"AssumeRolePolicyDocument", kTrust}}) ==
        "EntityAlreadyExists");
  CHECK(w.outcome("CreateRole", {{"RoleName", "a/b"}, {"AssumeRolePolicyDocument", kTrust}}) ==
        "ValidationError");
  CHECK(w.outcome("CreateRole", {{"RoleName", "S"}, {"AssumeRolePolicyDocument", "{"}}) ==
        "MalformedPolicyDocument");
  CHECK(w.outcome("CreateRole", {{"RoleName", "S"},
                                 {"AssumeRolePolicyDocument", kTrust},
                                 {"PermissionsBoundary", "arn:x"}}) == "NotModelled");
  CHECK(w.outcome("GetRole", {{"RoleName", "X"}}) == "NoSuchEntity");
  CHECK(w.call("GetRole", {{"RoleName", "X"}}).error().http_status == 404);
  CHECK(w.outcome("GetRole", Json::object()) == "ValidationError");
  CHECK(w.outcome("GetRolePolicy", {{"RoleName", "R"}, {"PolicyName", "p"}}) == "NoSuchEntity");
  CHECK(w.outcome("PutRolePolicy", {{"RoleName", "R"},
                                    {"PolicyName", "p"},
                                    {"PolicyDocument", std::string(11000, 'x')}}) ==
        "MalformedPolicyDocument");
  w.put_policy("p", R"({"Effect": "Allow", "Action": "*", "Resource": "*"})");
  CHECK(w.outcome("DeleteRole", {{"RoleName", "R"}}) == "DeleteConflict");
  CHECK(w.outcome("DeleteRolePolicy", {{"RoleName", "R"}, {"PolicyName", "p"}}) == "ok");
  CHECK(w.outcome("DeleteRole", {{"RoleName", "R"}}) == "ok");
  CHECK(w.outcome("DeletePolicy", {{"PolicyArn", kBasic}}) == "AccessDenied");
}

TEST_CASE("lists come in pages") {
  World w;
  for (const char* name : {"A", "B", "C"}) {
    w.call("CreateRole", {{"RoleName", name}, {"AssumeRolePolicyDocument", kTrust}});
  }
  const auto first = *w.call("ListRoles", {{"MaxItems", "2"}});
  CHECK(first["Roles"].size() == 2);
  CHECK(first["IsTruncated"] == true);
  const auto rest = *w.call("ListRoles", {{"Marker", first["Marker"]}});
  CHECK(rest["Roles"][0]["RoleName"] == "C");
  CHECK(rest["IsTruncated"] == false);
  CHECK(w.outcome("ListRoles", {{"Marker", "x"}}) == "ValidationError");
}
