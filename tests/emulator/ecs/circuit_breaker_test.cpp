#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using Lines = std::vector<std::string>;

namespace {

const Json kRollback{{"enable", true}, {"rollback", true}};
const Json kNoRollback{{"enable", true}, {"rollback", false}};

void create(World& w, int desired, const Json& breaker) {
  w.prepare();
  Json params = w.service_params(desired);
  params["deploymentConfiguration"] = {{"deploymentCircuitBreaker", breaker}};
  w.ok("CreateService", params);
}

// A second revision whose image cannot be pulled.
void deploy_broken(World& w) {
  w.images.answer = {};
  w.ok("RegisterTaskDefinition", task_definition_params());
  w.ok("UpdateService", {{"cluster", "c"}, {"service", "s"}, {"taskDefinition", "app:2"}});
}

std::string id_of(World& w, std::size_t n) { return w.service()["deployments"][n]["id"]; }

int tasks(const World& w) {
  int count = 0;
  for (const auto& event : w.of("ecs.task_state_changed")) count += event.data["from"] == "";
  return count;
}

bool told(const World& w, const std::string& message) {
  for (const auto& line : w.told()) {
    if (line.find(message) != std::string::npos) return true;
  }
  return false;
}

Lines deployment_events(const World& w) {
  Lines lines;
  for (const auto& event : w.neighbours.bus) {
    if (event.detail_type != "ECS Deployment State Change") continue;
    CHECK(event.resources == Lines{"arn:aws:ecs:sa-east-1:123456789012:service/c/s"});
    lines.push_back(event.detail["eventType"].get<std::string>() + " " +
                    event.detail["eventName"].get<std::string>() + " " +
                    event.detail["reason"].get<std::string>());
  }
  return lines;
}

}  // namespace

TEST_CASE("E2.7 E2.26 the circuit breaker goes back to the last completed deployment") {
  World w;
  create(w, 1, kRollback);
  w.run_to(100);
  const std::string good = id_of(w, 0);
  deploy_broken(w);
  const std::string bad = id_of(w, 0);
  // Tries at 110, 132 and 154, each 12 s; the third failure is seen at 166.
  w.run_to(175);
  CHECK(w.service()["deployments"][0]["failedTasks"] == 3);
  CHECK(w.service()["deployments"][0]["rolloutState"] == "IN_PROGRESS");
  w.run_to(177);
  const Json service = w.service();
  REQUIRE(service["deployments"].size() == 2);
  CHECK(service["taskDefinition"].get<std::string>().ends_with("app:1"));
  CHECK(service["deployments"][0]["id"] == good);
  CHECK(service["deployments"][0]["status"] == "PRIMARY");
  CHECK(service["deployments"][0]["rolloutState"] == "IN_PROGRESS");
  CHECK(service["deployments"][0]["rolloutStateReason"] ==
        "ECS deployment circuit breaker: rolling back to deploymentId " + good + ".");
  CHECK(service["deployments"][1]["id"] == bad);
  CHECK(service["deployments"][1]["status"] == "ACTIVE");
  CHECK(service["deployments"][1]["rolloutState"] == "FAILED");
  CHECK(service["deployments"][1]["rolloutStateReason"] ==
        "ECS deployment circuit breaker: tasks failed to start.");
  CHECK(w.was_told("176 (service s) (deployment " + bad +
                   ") deployment failed: tasks failed to start."));
  CHECK(w.was_told("176 (service s) rolling back to deployment " + good + "."));
  w.run_to(300);
  CHECK(w.service()["deployments"].size() == 1);
  CHECK(w.service()["deployments"][0]["rolloutState"] == "COMPLETED");
  CHECK(tasks(w) == 4);  // the first one was never touched
  CHECK(w.task(0)["lastStatus"] == "RUNNING");
  CHECK(deployment_events(w) ==
        Lines{"INFO SERVICE_DEPLOYMENT_IN_PROGRESS ECS deployment " + good + " in progress.",
              "INFO SERVICE_DEPLOYMENT_COMPLETED ECS deployment " + good + " completed.",
              "INFO SERVICE_DEPLOYMENT_IN_PROGRESS ECS deployment " + bad + " in progress.",
              "ERROR SERVICE_DEPLOYMENT_FAILED ECS deployment circuit breaker: tasks failed to "
              "start.",
              "INFO SERVICE_DEPLOYMENT_IN_PROGRESS ECS deployment circuit breaker: rolling back to "
              "deploymentId " +
                  good + ".",
              "INFO SERVICE_DEPLOYMENT_COMPLETED ECS deployment " + good + " completed."});
}

TEST_CASE("E2.7 without rollback the failed deployment stays and starts nothing more") {
  World w;
  create(w, 1, kNoRollback);
  w.run_to(100);
  deploy_broken(w);
  w.run_to(3600);
  const Json deployments = w.service()["deployments"];
  REQUIRE(deployments.size() == 2);
  CHECK(deployments[0]["rolloutState"] == "FAILED");
  CHECK(deployments[0]["failedTasks"] == 3);
  CHECK(deployments[1]["runningCount"] == 1);
  CHECK(tasks(w) == 4);
}

TEST_CASE("E2.7 a first deployment has nothing to go back to: it stalls until the next") {
  World w;
  w.images.answer = {};
  create(w, 1, kRollback);
  w.run_to(3600);
  CHECK(w.service()["deployments"][0]["rolloutState"] == "FAILED");
  CHECK(tasks(w) == 3);
  w.images.answer.kind = ecs::ImageLookup::Kind::found;
  w.ok("UpdateService", {{"cluster", "c"}, {"service", "s"}, {"forceNewDeployment", true}});
  w.run_to(3700);
  REQUIRE(w.service()["deployments"].size() == 1);
  CHECK(w.service()["deployments"][0]["rolloutState"] == "COMPLETED");
}

TEST_CASE("E2.7 the circuit breaker is off by default") {
  World w;
  w.images.answer = {};
  w.create_service(1);
  w.run_to(3600);
  CHECK(w.service()["deploymentConfiguration"]["deploymentCircuitBreaker"] ==
        Json{{"enable", false}, {"rollback", false}});
  CHECK(w.service()["deployments"][0]["rolloutState"] == "IN_PROGRESS");
  CHECK(tasks(w) > 5);
}

TEST_CASE("E2.7 the circuit breaker is for deployments, not for scaling") {
  World w;
  create(w, 1, kRollback);
  w.run_to(100);
  w.images.answer = {};
  w.scale(2);
  w.run_to(3600);
  CHECK(w.service()["deployments"][0]["rolloutState"] == "COMPLETED");
  CHECK(tasks(w) > 5);
  CHECK_FALSE(told(w, "deployment failed"));
}

TEST_CASE("E2.7 tasks that fail their health checks open the circuit breaker, too") {
  World w;
  w.targets.health = {"unhealthy", "Target.Timeout", "Request timed out"};
  create(w, 1, kNoRollback);
  w.run_to(1200);
  CHECK(w.service()["deployments"][0]["rolloutState"] == "FAILED");
  CHECK(told(w, "deployment failed: tasks failed to start."));
}

TEST_CASE("E2.7 UpdateService turns the circuit breaker on; both members are required") {
  World w;
  w.create_service(1);
  const auto update = [&](const Json& breaker) {
    return w.call("UpdateService",
                  {{"cluster", "c"},
                   {"service", "s"},
                   {"deploymentConfiguration", {{"deploymentCircuitBreaker", breaker}}}});
  };
  REQUIRE(update(kRollback).has_value());
  CHECK(w.service()["deploymentConfiguration"]["deploymentCircuitBreaker"] == kRollback);
  CHECK(update({{"enable", true}}).error().code == "InvalidParameterException");
  for (const char* of_2026 : {"resetOnHealthyTask", "thresholdConfiguration"}) {
    Json breaker = kRollback;
    breaker[of_2026] = true;
    CHECK(update(breaker).error().not_modelled);
    CHECK_THAT(update(breaker).error().message, Catch::Contains(of_2026));
  }
}
