// The ports over the real AWS client, and the whole program, with a scripted transport.
#include "controller/aws_ports.hpp"

#include "controller/program.hpp"
#include "runtime/aws/credentials_provider.hpp"
#include "runtime/percent.hpp"
#include "tests/controller/sample_environment.hpp"
#include "tests/controller/sample_event.hpp"
#include "tests/runtime/run_task.hpp"
#include "tests/runtime/scripted_transport.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::controller;
using namespace spillway::testing;

namespace {

HttpResponse json_answer(const Json& body, int status = 200) {
  HttpResponse response;
  response.status = status;
  response.headers.add("content-type", "application/x-amz-json-1.1");
  response.body = body.dump();
  return response;
}

HttpResponse modified_listener() {
  HttpResponse response;
  response.headers.add("content-type", "text/xml");
  response.body =
      R"(<ModifyListenerResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">)"
      R"(<ModifyListenerResult><Listeners/></ModifyListenerResult><ResponseMetadata>)"
      R"(<RequestId>id</RequestId></ResponseMetadata></ModifyListenerResponse>)";
  return response;
}

struct Fixture {
  Fixture() {
    const Environment environment(sample_environment());
    credentials = aws::make_credentials_provider(runtime, transport, environment);
    client.emplace(runtime, transport, *credentials, *aws::client_config_from(environment));
  }

  const HttpRequest& sent(std::size_t index) const { return transport.sent.at(index).request; }
  Json sent_json(std::size_t index) const { return Json::parse(sent(index).body); }
  std::string action(std::size_t index) const {
    return std::string(sent(index).headers.get("x-amz-target").value_or(""));
  }

  sim::VirtualRuntime runtime;
  ScriptedTransport transport{runtime};
  std::unique_ptr<aws::CredentialsProvider> credentials;
  std::optional<aws::Client> client;
};

Json described(const std::string& arn, const std::string& container_status) {
  return {{"taskArn", arn},
          {"lastStatus", "PENDING"},
          {"containers", Json::array({{{"name", "app"}, {"lastStatus", container_status}}})}};
}

}  // namespace

TEST_CASE("UpdateService sends cluster, service and count") {
  Fixture fixture;
  fixture.transport.answer(json_answer({{"service", Json::object()}}));
  AwsEcs ecs(*fixture.client);
  CHECK(run_task(fixture.runtime, ecs.set_desired_count("spillway", "web", 2)));
  CHECK(fixture.action(0) == "AmazonEC2ContainerServiceV20141113.UpdateService");
  CHECK(fixture.sent_json(0) ==
        Json({{"cluster", "spillway"}, {"service", "web"}, {"desiredCount", 2}}));
}

TEST_CASE("E1 ListTasks goes through all pages") {
  Fixture fixture;
  fixture.transport.answer(json_answer({{"taskArns", {"a", "b"}}, {"nextToken", "more"}}));
  fixture.transport.answer(json_answer({{"taskArns", Json::array({"c"})}}));
  AwsEcs ecs(*fixture.client);
  const auto tasks = run_task(fixture.runtime, ecs.list_tasks("spillway"));
  REQUIRE(tasks);
  CHECK(*tasks == std::vector<std::string>{"a", "b", "c"});
  CHECK(fixture.sent_json(0) == Json({{"cluster", "spillway"}}));
  CHECK(fixture.sent_json(1) == Json({{"cluster", "spillway"}, {"nextToken", "more"}}));
}

TEST_CASE("E1 DescribeTasks takes at most 100 tasks a call") {
  Fixture fixture;
  std::vector<std::string> arns;
  for (int i = 0; i < 201; ++i) arns.push_back("task/" + std::to_string(i));
  const Json answer = {{"tasks", Json::array({described("task/0", "RUNNING")})},
                       {"failures", Json::array()}};
  for (int i = 0; i < 3; ++i) fixture.transport.answer(json_answer(answer));
  AwsEcs ecs(*fixture.client);
  const auto tasks = run_task(fixture.runtime, ecs.describe_tasks("spillway", arns));
  REQUIRE(tasks);
  CHECK(tasks->size() == 3);
  CHECK(fixture.sent_json(0)["tasks"].size() == 100);
  CHECK(fixture.sent_json(1)["tasks"].size() == 100);
  CHECK(fixture.sent_json(2)["tasks"] == Json::array({"task/200"}));
}

TEST_CASE("E1 a task that ECS does not find is left out") {
  Fixture fixture;
  const Json missing = {{"arn", "task/2"}, {"reason", "MISSING"}};
  fixture.transport.answer(json_answer({{"tasks", Json::array({described("task/1", "RUNNING")})},
                                        {"failures", Json::array({missing})}}));
  AwsEcs ecs(*fixture.client);
  const auto tasks =
      run_task(fixture.runtime, ecs.describe_tasks("spillway", {"task/1", "task/2"}));
  REQUIRE(tasks);
  REQUIRE(tasks->size() == 1);
  CHECK(tasks->front().arn == "task/1");
  CHECK(tasks->front().last_status == "PENDING");
  CHECK(tasks->front().container_states == std::vector<std::string>{"RUNNING"});
}

TEST_CASE("H15 ModifyListener sends both target groups, a weight of 0 too") {
  Fixture fixture;
  fixture.transport.answer(modified_listener());
  AwsElb elb(*fixture.client);
  std::vector<TargetGroupWeight> weights = {{kLambdaGroup, 0}, {kEcsGroup, 1}};
  CHECK(run_task(fixture.runtime, elb.set_weights(kListener, weights, 0)));
  const FormFields expected = {
      {"Action", "ModifyListener"},
      {"Version", "2015-12-01"},
      {"ListenerArn", kListener},
      {"DefaultActions.member.1.Type", "forward"},
      {"DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.TargetGroupArn", kLambdaGroup},
      {"DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.Weight", "0"},
      {"DefaultActions.member.1.ForwardConfig.TargetGroups.member.2.TargetGroupArn", kEcsGroup},
      {"DefaultActions.member.1.ForwardConfig.TargetGroups.member.2.Weight", "1"}};
  CHECK(parse_form(fixture.sent(0).body) == expected);
}

TEST_CASE("H12 ModifyListener drops the stickiness of clients unless it is sent again") {
  Fixture fixture;
  fixture.transport.answer(modified_listener());
  AwsElb elb(*fixture.client);
  std::vector<TargetGroupWeight> weights = {{kLambdaGroup, 0}, {kEcsGroup, 1}};
  CHECK(run_task(fixture.runtime, elb.set_weights(kListener, weights, 600)));
  const FormFields sent = parse_form(fixture.sent(0).body).value();
  const auto holds = [&](const char* name, const char* value) {
    return std::ranges::find(sent, FormFields::value_type(name, value)) != sent.end();
  };
  const std::string config = "DefaultActions.member.1.ForwardConfig.TargetGroupStickinessConfig.";
  CHECK(holds((config + "Enabled").c_str(), "true"));
  CHECK(holds((config + "DurationSeconds").c_str(), "600"));
}

TEST_CASE("an error of AWS names action and code; no answer has no code") {
  Fixture fixture;
  AwsEcs ecs(*fixture.client);
  fixture.transport.answer(json_answer(
      {{"__type", "ServiceNotFoundException"}, {"message", "Service not found."}}, 400));
  const auto refused = run_task(fixture.runtime, ecs.set_desired_count("spillway", "web", 1));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().action == "ecs:UpdateService");
  CHECK(refused.error().code == "ServiceNotFoundException");
  CHECK(refused.error().message == "Service not found.");
  for (int i = 0; i < 3; ++i) fixture.transport.fail({"connection refused", false});
  const auto lost = run_task(fixture.runtime, ecs.list_tasks("spillway"));
  REQUIRE_FALSE(lost);
  CHECK(lost.error().action == "ecs:ListTasks");
  CHECK(lost.error().code.empty());
}

TEST_CASE("an answer of another shape is an error, not an empty list") {
  Fixture fixture;
  AwsEcs ecs(*fixture.client);
  const Json odd = {{"taskArns", Json::array({1})}};
  for (const Json& answer : {Json::object(), odd}) {
    fixture.transport.answer(json_answer(answer));
    CHECK_FALSE(run_task(fixture.runtime, ecs.list_tasks("spillway")));
  }
  fixture.transport.answer(json_answer(Json::object()));
  CHECK_FALSE(run_task(fixture.runtime, ecs.describe_tasks("spillway", {"task/1"})));
}

TEST_CASE("the whole program: an alarm becomes signed calls in the right order") {
  sim::VirtualRuntime runtime;
  ScriptedTransport transport(runtime);
  transport.answer(json_answer({{"service", Json::object()}}));
  transport.answer(json_answer({{"taskArns", Json::array({"task/1"})}}));
  transport.answer(json_answer({{"tasks", Json::array({described("task/1", "RUNNING")})}}));
  transport.answer(modified_listener());
  const auto program = make_controller(runtime, transport, Environment(sample_environment()));
  REQUIRE(program);
  Invocation invocation;
  invocation.payload = sample_event("OK", "ALARM");
  const InvocationResult result = run_task(runtime, (*program)->handle(std::move(invocation)));
  REQUIRE(result);
  CHECK(Json::parse(*result)["action"] == "to_ecs");
  REQUIRE(transport.sent.size() == 4);
  CHECK(transport.sent[0].signing->service == "ecs");
  CHECK(transport.sent[3].signing->service == "elasticloadbalancing");
  CHECK(transport.sent[3].signing->region == "sa-east-1");
}

TEST_CASE("the whole program tells everything that is wrong with its environment at once") {
  sim::VirtualRuntime runtime;
  ScriptedTransport transport(runtime);
  const Environment environment({{"AWS_MAX_ATTEMPTS", "many"}, {"STRATEGY", "hope"}});
  const auto program = make_controller(runtime, transport, environment);
  REQUIRE_FALSE(program);
  CHECK(program.error().type == "Function.InvalidConfiguration");
  for (const char* name :
       {"CLUSTER", "SERVICE", "LISTENER_ARN", "LAMBDA_TARGET_GROUP_ARN", "ECS_TARGET_GROUP_ARN",
        "STRATEGY", "AWS_MAX_ATTEMPTS", "AWS_ACCESS_KEY_ID"}) {
    CHECK_THAT(program.error().message, Catch::Matchers::Contains(name));
  }
  const auto no_region =
      make_controller(runtime, transport, Environment(sample_environment({{"AWS_REGION", ""}})));
  REQUIRE_FALSE(no_region);
  CHECK_THAT(no_region.error().message, Catch::Matchers::StartsWith("AWS_REGION is not set"));
}
