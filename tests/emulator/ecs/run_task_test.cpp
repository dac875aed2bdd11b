// RunTask: tasks of no service.
#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using Lines = std::vector<std::string>;

namespace {

Json run_params(const World& w) {
  Json params = w.service_params(0, false);
  for (const char* key : {"serviceName", "desiredCount"}) params.erase(key);
  return params;
}

struct Full final : ecs::FargateCapacity {
  std::string unavailable(const std::string&) const override {
    return "Capacity is unavailable at this time.";
  }
};

}  // namespace

TEST_CASE("RunTask runs up to ten tasks at once") {
  World w;
  w.prepare();
  Json params = run_params(w);
  params["count"] = 3;
  params["group"] = "batch";
  const Json answer = w.ok("RunTask", params);
  CHECK(answer["tasks"].size() == 3);
  CHECK(answer["tasks"][0]["group"] == "batch");
  CHECK(answer["failures"].empty());
  w.run_to(60);
  CHECK(w.host.started.size() == 3);
  params["count"] = 11;
  CHECK(w.error("RunTask", params).starts_with("InvalidParameterException"));
}

TEST_CASE("E2.12 RunTask draws on Fargate's launch rate, 100 at once and 20 a second") {
  World w;
  w.prepare();
  Json params = run_params(w);
  params["count"] = 10;
  for (int call = 0; call < 10; ++call) w.ok("RunTask", params);
  CHECK(w.error("RunTask", params) == "ThrottlingException: Rate exceeded");
  w.run_to(0.4);  // eight of the ten
  CHECK(w.error("RunTask", params) == "ThrottlingException: Rate exceeded");
  w.run_to(0.6);
  CHECK(w.ok("RunTask", params)["tasks"].size() == 10);
}

TEST_CASE("RunTask overrides a container's command and environment, for this task only") {
  World w;
  w.prepare();
  Json params = run_params(w);
  params["overrides"] = {
      {"containerOverrides",
       Json::array({{{"name", "app"},
                     {"command", {"migrate", "now"}},
                     {"environment", Json::array({Json{{"name", "COLOR"}, {"value", "red"}}})}}})}};
  const Json task = w.ok("RunTask", params)["tasks"][0];
  CHECK(task["overrides"]["containerOverrides"][0]["command"] == Json::array({"migrate", "now"}));
  params.erase("overrides");
  const Json plain = w.ok("RunTask", params)["tasks"][0];
  CHECK(plain["overrides"]["containerOverrides"] == Json::array({{{"name", "app"}}}));
  w.run_to(60);
  CHECK(w.host.started[0]->spec.command == Lines{"migrate", "now"});
  CHECK(w.host.started[0]->spec.environment.at("COLOR") == "red");
  CHECK(w.host.started[1]->spec.command.empty());
  CHECK(w.host.started[1]->spec.environment.at("COLOR") == "blue");
  CHECK(w.task(0)["taskDefinitionArn"] == w.task(1)["taskDefinitionArn"]);
}

TEST_CASE("an override leaves the entry point as it is") {
  World w;
  Json definition = task_definition_params();
  definition["containerDefinitions"][0]["entryPoint"] = {"sh", "-c"};
  definition["containerDefinitions"][0]["command"] = {"serve"};
  w.ok("CreateCluster", {{"clusterName", "c"}});
  w.ok("RegisterTaskDefinition", definition);
  Json params = run_params(w);
  params["overrides"] = {
      {"containerOverrides", Json::array({{{"name", "app"}, {"command", {"migrate"}}}})}};
  w.ok("RunTask", params);
  w.run_to(60);
  CHECK(w.host.started[0]->spec.command == Lines{"sh", "-c", "migrate"});
}

TEST_CASE("RunTask checks what it is given") {
  World w;
  w.prepare();
  const auto wrong = [&](const char* key, const Json& value) {
    Json params = run_params(w);
    params[key] = value;
    return w.error("RunTask", params);
  };
  CHECK(wrong("overrides", {{"containerOverrides", Json::array({{{"name", "x"}}})}}) ==
        "InvalidParameterException: Override for container named x is not a container in the "
        "TaskDefinition.");
  CHECK(wrong("group", "service:s").starts_with("InvalidParameterException"));
  CHECK(wrong("startedBy", std::string(129, 'x')).starts_with("InvalidParameterException"));
  CHECK(wrong("taskDefinition", "x") == "ClientException: TaskDefinition not found.");
  CHECK(wrong("cluster", "x") == "ClusterNotFoundException: Cluster not found.");
  CHECK(wrong("clientToken", "t").starts_with("NotModelled"));
  CHECK(wrong("overrides", {{"cpu", "512"}}).starts_with("NotModelled: overrides.cpu"));
  CHECK(w.host.started.empty());
}

TEST_CASE("E2.23 without room RunTask answers 200 and failures") {
  World w;
  w.prepare();
  Full full;
  w.clusters->use_capacity(&full);
  Json params = run_params(w);
  params["count"] = 2;
  const Json answer = w.ok("RunTask", params);
  CHECK(answer["tasks"].empty());
  CHECK(answer["failures"] == Json::array({{{"reason", "Capacity is unavailable at this time."}},
                                           {{"reason", "Capacity is unavailable at this time."}}}));
}

TEST_CASE("IAM checks RunTask against the task definition") {
  World w;
  w.prepare();
  CHECK(w.operations.find("ecs", "RunTask")->resources({{"taskDefinition", "app"}}) ==
        Lines{"arn:aws:ecs:sa-east-1:123456789012:task-definition/app:1"});
}

TEST_CASE("E2.33 a network interface that takes too long makes the task fail to start") {
  auto settings = round_settings();
  settings.start.provisioning = Duration(240s);
  World w(settings);
  w.prepare();
  w.ok("RunTask", run_params(w));
  w.run_to(300);
  CHECK(w.life(0) == Lines{"0 PROVISIONING", "180 DEPROVISIONING", "203 STOPPED"});
  CHECK(w.task(0)["stopCode"] == "TaskFailedToStart");
  CHECK(w.task(0)["stoppedReason"] ==
        "Timeout waiting for network interface provisioning to complete.");
}

TEST_CASE("E1.4 the version counts every change that is told on the bus") {
  World w;
  w.prepare();
  w.ok("RunTask", run_params(w));
  w.run_to(60);
  w.ok("StopTask", {{"cluster", "c"}, {"task", w.task_id(0)}});
  w.run_to(200);
  std::int64_t told = 0;
  std::string desired;
  for (const auto& event : w.neighbours.bus) {
    if (event.detail_type != "ECS Task State Change") continue;
    CHECK(event.detail["version"] == ++told);
    // The wish to stop it is told while it still runs.
    if (event.detail["lastStatus"] == "RUNNING") desired += event.detail["desiredStatus"];
  }
  CHECK(desired == "RUNNINGSTOPPED");
  CHECK(w.task(0)["version"] == told);
}
