#include "tests/emulator/wire/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::wire;

namespace {

std::string allow(const char* action, const char* resource = "*") {
  return Json{{"Version", "2012-10-17"},
              {"Statement",
               Json::array({{{"Effect", "Allow"}, {"Action", action}, {"Resource", resource}}})}}
      .dump();
}

const HttpRequest kListTasks = json_request("AmazonEC2ContainerServiceV20141113.ListTasks", "{}");
const HttpRequest kModifyListener =
    query_request("Action=ModifyListener&Version=2015-12-01&ListenerArn=arn:l");
const HttpRequest kInvoke = {"POST", "/2015-03-31/functions/web/invocations", {}, ""};

}  // namespace

TEST_CASE("a role that lacks ecs:ListTasks is denied it, and nothing happens") {
  Fixture f;
  f.add("ecs", "ListTasks", Json::object());
  const auto keys = f.controller_with(allow("ecs:UpdateService"));
  const auto response = f.send(f.sign(kListTasks, "ecs", keys));
  CHECK(response.status == 400);
  CHECK(Json::parse(response.body) ==
        Json{{"__type", "AccessDeniedException"},
             {"message",
              "User: arn:aws:sts::123456789012:assumed-role/R/Controller is not authorized to "
              "perform: ecs:ListTasks on resource: * because no identity-based policy allows the "
              "ecs:ListTasks action"}});
  CHECK(f.params_seen.is_null());
  CHECK(f.calls().at(0).data["error"] == "AccessDeniedException");
  CHECK(f.calls().at(0).data["caller"] == "Controller");
}

TEST_CASE("an operation's resources are checked, each of them") {
  Fixture f;
  f.add("elbv2", "ModifyListener", Json::object(), [](const Json& params) {
    return std::vector<std::string>{params["ListenerArn"].get<std::string>()};
  });
  auto keys = f.controller_with(allow("elasticloadbalancing:Modify*", "arn:l"));
  CHECK(f.send(f.sign(kModifyListener, "elasticloadbalancing", keys)).status == 200);
  keys = f.controller_with(allow("elasticloadbalancing:ModifyListener", "arn:other"));
  const auto response = f.send(f.sign(kModifyListener, "elasticloadbalancing", keys));
  CHECK(response.status == 403);
  CHECK(says(response, "<Code>AccessDenied</Code>"));
  CHECK(says(response, "elasticloadbalancing:ModifyListener on resource: arn:l"));
}

TEST_CASE("lambda:Invoke needs lambda:InvokeFunction; REST denies with 403") {
  Fixture f;
  f.add("lambda", "Invoke", Json{{"StatusCode", 200}});
  auto keys = f.controller_with(allow("lambda:Invoke"));
  const auto response = f.send(f.sign(kInvoke, "lambda", keys));
  CHECK(response.status == 403);
  CHECK(response.headers.get("x-amzn-ErrorType") == "AccessDeniedException");
  CHECK(says(response, "lambda:InvokeFunction"));
  f.controller_with(allow("lambda:InvokeFunction"));
  CHECK(f.send(f.sign(kInvoke, "lambda", keys)).status == 200);
}

TEST_CASE("an explicit deny says so") {
  Fixture f;
  f.add("ecs", "ListTasks", Json::object());
  const auto keys = f.controller_with(
      R"({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
                        {"Effect": "Deny", "Action": "ecs:List*", "Resource": "*"}]})");
  CHECK(says(f.send(f.sign(kListTasks, "ecs", keys)),
             "with an explicit deny in an identity-based policy"));
}

TEST_CASE("everybody may ask who they are") {
  Fixture f;
  const auto keys = f.controller_with(allow("ecs:ListTasks"));
  const auto me = query_request("Action=GetCallerIdentity&Version=2011-06-15");
  CHECK(says(f.send(f.sign(me, "sts", keys)),
             "<Arn>arn:aws:sts::123456789012:assumed-role/R/Controller</Arn>"));
  CHECK(says(f.send(f.sign(me, "sts")), "<Arn>arn:aws:iam::123456789012:root</Arn>"));
}
