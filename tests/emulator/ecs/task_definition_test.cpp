// Task definitions: their revisions, and Fargate's rules for them.
#include "emulator/ecs/task_definition.hpp"

#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;

TEST_CASE("task definitions have revisions, and are found by family, revision and ARN") {
  World w;
  w.prepare();
  const Json second = w.ok("RegisterTaskDefinition", task_definition_params())["taskDefinition"];
  CHECK(second["taskDefinitionArn"] == "arn:aws:ecs:sa-east-1:123456789012:task-definition/app:2");
  CHECK(second["revision"] == 2);
  CHECK(second["status"] == "ACTIVE");
  CHECK(second["registeredAt"] == 1767614400.0);
  const auto revision = [&](const std::string& reference) {
    return w.ok("DescribeTaskDefinition",
                {{"taskDefinition", reference}})["taskDefinition"]["revision"];
  };
  CHECK(revision("app") == 2);
  CHECK(revision("app:1") == 1);
  CHECK(revision("arn:aws:ecs:sa-east-1:123456789012:task-definition/app:1") == 1);
  w.ok("DeregisterTaskDefinition", {{"taskDefinition", "app:2"}});
  CHECK(revision("app") == 1);
  CHECK(w.error("DescribeTaskDefinition", {{"taskDefinition", "x"}}) ==
        "ClientException: Unable to describe task definition.");
  Json params = w.service_params(0);
  params["taskDefinition"] = "app:2";
  CHECK(w.error("CreateService", params) == "ClientException: TaskDefinition is inactive");
}

TEST_CASE("Fargate's rules for task definitions") {
  World w;
  const auto wrong = [&](const std::string& key, const Json& value) {
    Json params = task_definition_params();
    params[key] = value;
    return w.error("RegisterTaskDefinition", params);
  };
  CHECK(wrong("memory", "100")
            .starts_with("ClientException: No Fargate configuration exists for given values: 256 "
                         "CPU, 100 memory"));
  CHECK(wrong("networkMode", "bridge") ==
        "ClientException: Fargate only supports network mode 'awsvpc'.");
  CHECK(wrong("executionRoleArn", nullptr).starts_with("ClientException: Fargate requires"));
  CHECK(wrong("containerDefinitions", Json::array()) ==
        "ClientException: Container list cannot be empty.");
}

TEST_CASE("E2.9 stopTimeout is 30 s by default and 120 s at most") {
  World w;
  const auto answer = [&](int seconds) {
    Json params = task_definition_params();
    params["containerDefinitions"][0]["stopTimeout"] = seconds;
    const auto result = w.call("RegisterTaskDefinition", params);
    return result ? std::string("accepted") : result.error().code;
  };
  CHECK(ecs::ContainerDefinition{}.stop_timeout == 30s);
  CHECK(answer(120) == "accepted");
  CHECK(answer(121) == "ClientException");
  CHECK(answer(-1) == "ClientException");
}
