#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using Lines = std::vector<std::string>;

namespace {

std::string stopped_reason(World& w, std::size_t n) { return w.task(n)["stoppedReason"]; }

// The n-th task's address: they are given in turn.
std::string ip(int n) { return "10.0.1." + std::to_string(10 + n); }

}  // namespace

TEST_CASE("E2.1 E2.2 desiredCount alone is answered at once and makes no deployment") {
  World w;
  w.create_service(0);
  w.run_to(100);
  const Json answer =
      w.ok("UpdateService", {{"cluster", "c"}, {"service", "s"}, {"desiredCount", 1}})["service"];
  CHECK(answer["desiredCount"] == 1);
  CHECK(answer["runningCount"] == 0);
  CHECK(answer["pendingCount"] == 0);
  CHECK(answer["deployments"].size() == 1);
  CHECK(w.listed().empty());
  w.run_to(120);
  CHECK(w.service()["pendingCount"] == 1);
  w.run_to(141);
  CHECK(w.service()["runningCount"] == 1);
  CHECK(w.service()["pendingCount"] == 0);
}

TEST_CASE(
    "E2.13 E2.14 E2.15 E2.16 E2.17 E2.18 E2.20 E2.27 E2.28 "
    "the service tells what it does in AWS's words, newest first") {
  World w;
  w.create_service(1);
  w.run_to(200);
  w.scale(0);
  w.run_to(700);
  const std::string deployment = w.service()["deployments"][0]["id"];
  const std::string task = w.task_id(0);
  CHECK(w.told() ==
        Lines{"10 (service s) has started 1 tasks: (task " + task + ").",
              "37 (service s) registered 1 targets in (target-group " + kTargetGroup + ")",
              "50 (service s) (deployment " + deployment + ") deployment completed.",
              "50 (service s) has reached a steady state.",
              "210 (service s) has stopped 1 running tasks: (task " + task + ").",
              "220 (service s) has reached a steady state.",  // it does not wait for the drain
              "220 (service s) deregistered 1 targets in (target-group " + kTargetGroup + ")",
              "220 (service s, taskSet " + deployment +
                  ") has begun draining connections on 1 tasks."});
  const Json events = w.service()["events"];
  REQUIRE(events.size() == 8);
  CHECK(events[0]["message"] == w.of("ecs.service_event").back().data["message"]);
  CHECK(events[7]["createdAt"] == 1767614410.0);
  CHECK(events[7]["id"].get<std::string>().size() == 36);
  CHECK(stopped_reason(w, 0) == "Scaling activity initiated by (deployment " + deployment + ")");
  CHECK(w.task(0)["stopCode"] == "ServiceSchedulerInitiated");
}

TEST_CASE("several tasks are told in one message; the newest go first") {
  World w;
  w.create_service(3);
  w.run_to(100);
  CHECK(w.was_told("10 (service s) has started 3 tasks: (task " + w.task_id(0) + ") (task " +
                   w.task_id(1) + ") (task " + w.task_id(2) + ")."));
  CHECK(w.was_told("37 (service s) registered 3 targets in (target-group " + kTargetGroup + ")"));
  w.scale(1);
  w.run_to(120);
  CHECK(w.task(0)["desiredStatus"] == "RUNNING");
  CHECK(w.task(1)["desiredStatus"] == "STOPPED");
  CHECK(w.task(2)["desiredStatus"] == "STOPPED");
}

TEST_CASE("what follows from an API call has it as its cause") {
  World w;
  w.create_service(0);
  w.run_to(50);
  CauseScope scope(w.rt, 0);
  {
    CauseScope call(w.rt, w.timeline.record("api.call", {{"service", "ecs"}}));
    w.scale(1);
  }
  w.run_to(100);
  const auto find = [&](std::uint64_t seq) {
    for (const auto& event : w.events) {
      if (event.seq == seq) return event;
    }
    return core::Event{};
  };
  core::Event event = w.of("ecs.task_state_changed").back();
  Lines chain;
  while (event.seq != 0) {
    chain.push_back(event.name);
    event = find(event.cause);
  }
  CHECK(chain == Lines{"ecs.task_state_changed", "ecs.task_state_changed", "ecs.task_state_changed",
                       "ecs.task_state_changed", "ecs.service_updated", "api.call"});
}

TEST_CASE("a second UpdateService before the scheduler acts does not put it off") {
  World w;
  w.create_service(0);
  w.run_to(50);
  w.scale(1);
  w.run_to(55);
  w.scale(2);
  w.run_to(61);
  CHECK(w.life(0).front() == "60 PROVISIONING");
  CHECK(w.life(1).front() == "60 PROVISIONING");
}

TEST_CASE(
    "E2.22 E2.29 an unhealthy target: replacement first, and the old task goes when that is "
    "healthy") {
  World w;
  w.create_service(1);
  w.run_to(100);
  w.targets.health_of[ip(0)] = {"unhealthy", "Target.Timeout", "Request timed out"};
  w.clusters->target_changed(kTargetGroup, ip(0), 8080);
  w.run_to(111);
  CHECK(w.life(1).front() == "110 PROVISIONING");
  CHECK(w.was_told("110 (service s) (port 8080) is unhealthy in (target-group " + kTargetGroup +
                   ") due to (reason Request timed out)"));
  CHECK(w.task(0)["desiredStatus"] == "RUNNING");
  w.run_to(160);  // the replacement is RUNNING at 140
  CHECK(w.life(0).back() == "150 DEACTIVATING");
  CHECK(w.task(0)["stopCode"] == "ServiceSchedulerInitiated");
  CHECK(stopped_reason(w, 0) ==
        "Task failed ELB health checks in (target-group " + kTargetGroup + ")");
  CHECK(w.life(1).back() == "140 RUNNING");
}

TEST_CASE("an unhealthy target is found by the poll, too") {
  World w;
  w.create_service(1);
  w.run_to(101);
  w.targets.health_of[ip(0)] = {"unhealthy", "Target.Timeout", "Request timed out"};
  w.run_to(120);
  CHECK(w.life(1).front() == "115 PROVISIONING");
}

TEST_CASE("E2.4 without room under maximumPercent the unhealthy task is stopped first") {
  World w;
  w.create_service(1);
  w.ok("UpdateService",
       {{"cluster", "c"},
        {"service", "s"},
        {"deploymentConfiguration", {{"maximumPercent", 100}, {"minimumHealthyPercent", 0}}}});
  w.run_to(100);
  w.targets.health_of[ip(0)] = {"unhealthy", "Target.Timeout", "Request timed out"};
  w.clusters->target_changed(kTargetGroup, ip(0), 8080);
  w.run_to(120);
  CHECK(w.life(0).back() == "110 DEACTIVATING");
  CHECK(w.life(1).front() == "110 PROVISIONING");
}

TEST_CASE("E2.5 health checks count after the grace period, from when the task is RUNNING") {
  World w;
  w.targets.health = {"unhealthy", "Target.Timeout", "Request timed out"};
  w.prepare();
  Json params = w.service_params(1);
  params["healthCheckGracePeriodSeconds"] = 60;
  w.ok("CreateService", params);
  w.run_to(109);  // RUNNING at 40: the grace ends at 100, and the scheduler reacts at 110
  CHECK(w.of("ecs.task_state_changed").size() == 4);
  w.run_to(111);
  CHECK(w.life(1).front() == "110 PROVISIONING");
  // It is unhealthy too, but still in its grace: both stay. At 210 the older one goes.
  w.run_to(205);
  CHECK(w.task(0)["desiredStatus"] == "RUNNING");
  w.run_to(215);
  CHECK(w.task(0)["desiredStatus"] == "STOPPED");
}

TEST_CASE("E2.1 a deployment starts the new task, and stops the old one when that is healthy") {
  World w;
  w.create_service(1);
  w.run_to(100);
  const std::string old = w.service()["deployments"][0]["id"];
  const Json answer =
      w.ok("UpdateService",
           {{"cluster", "c"}, {"service", "s"}, {"forceNewDeployment", true}})["service"];
  REQUIRE(answer["deployments"].size() == 2);
  CHECK(answer["deployments"][0]["status"] == "PRIMARY");
  CHECK(answer["deployments"][0]["rolloutState"] == "IN_PROGRESS");
  CHECK(answer["deployments"][1]["status"] == "ACTIVE");
  CHECK(answer["deployments"][1]["id"] == old);
  CHECK(answer["deployments"][1]["runningCount"] == 1);
  w.run_to(500);
  CHECK(w.life(1).front() == "110 PROVISIONING");
  CHECK(w.life(0)[4] == "150 DEACTIVATING");  // 140 RUNNING and healthy, 10 s of reaction
  const Json after = w.service();
  REQUIRE(after["deployments"].size() == 1);
  const std::string id = after["deployments"][0]["id"];
  CHECK(id != old);
  CHECK(after["deployments"][0]["rolloutState"] == "COMPLETED");
  CHECK(stopped_reason(w, 0) == "Scaling activity initiated by (deployment " + id + ")");
  CHECK(w.was_told("160 (service s, taskSet " + old +
                   ") has begun draining connections on 1 tasks."));
}

TEST_CASE("E2.1 the same task definition and no force is no new deployment") {
  World w;
  w.create_service(1);
  const Json answer =
      w.ok("UpdateService", {{"cluster", "c"}, {"service", "s"}, {"taskDefinition", "app:1"}});
  CHECK(answer["service"]["deployments"].size() == 1);
}

TEST_CASE("without a load balancer a task counts as healthy 40 s after RUNNING") {
  World w;
  w.create_service(1, false);
  w.run_to(100);
  CHECK(w.life(0) == Lines{"10 PROVISIONING", "20 PENDING", "37 ACTIVATING", "37 RUNNING"});
  CHECK(w.targets.log.empty());
  CHECK(w.was_told("90 (service s) has reached a steady state."));  // seen at 80, told at 90
}

TEST_CASE("E2.12 E2.25 more tasks than Fargate launches at once come at 20 a second") {
  World w;
  w.create_service(150, false);
  w.run_to(10);
  CHECK(w.listed().size() == 100);
  CHECK(w.was_told("10 (service s) operations are being throttled. Will try again later."));
  w.run_to(11);
  CHECK(w.service()["pendingCount"] == 120);
  w.run_to(13);
  CHECK(w.service()["pendingCount"] == 150);
}

TEST_CASE("E2.11 a steady state is told again after six hours, not before") {
  World w;
  w.create_service(0);
  w.run_to(6 * 3600);
  CHECK(w.told().size() == 2);
  w.run_to(6 * 3600 + 30);
  CHECK(w.told().size() == 3);
  CHECK(w.told().back() == "21610 (service s) has reached a steady state.");
}

TEST_CASE("E4.8 a deleted service drains and becomes INACTIVE") {
  World w;
  w.targets.drain = 0s;
  w.create_service(1);
  w.run_to(100);
  CHECK(w.error("DeleteService", {{"cluster", "c"}, {"service", "s"}}) ==
        "InvalidParameterException: The service cannot be stopped while it is scaled above 0.");
  w.ok("DeleteService", {{"cluster", "c"}, {"service", "s"}, {"force", true}});
  CHECK(w.service()["status"] == "DRAINING");
  CHECK(w.error("CreateService", w.service_params(1)) ==
        "InvalidParameterException: Unable to Start a service that is still Draining.");
  w.run_to(200);
  CHECK(w.service()["status"] == "INACTIVE");
  CHECK(w.error("UpdateService", {{"cluster", "c"}, {"service", "s"}, {"desiredCount", 1}}) ==
        "ServiceNotActiveException: Service was not ACTIVE.");
  w.ok("CreateService", w.service_params(1));
  w.run_to(300);
  CHECK(w.service()["runningCount"] == 1);
}

TEST_CASE(
    "E1.5 E1.10 what ListTasks and DescribeServices tell is as old as is set; DescribeTasks is "
    "not") {
  auto settings = round_settings();
  settings.list_tasks_lag = Duration(4s);
  World w(settings);
  w.create_service(1);
  w.run_to(13);
  CHECK(w.listed().empty());
  CHECK(w.task(0)["lastStatus"] == "PROVISIONING");
  w.run_to(14);
  CHECK(w.listed().size() == 1);
  w.run_to(43);
  CHECK(w.task(0)["lastStatus"] == "RUNNING");
  CHECK(w.service()["runningCount"] == 0);
  CHECK(w.service()["pendingCount"] == 1);
  w.run_to(44);
  CHECK(w.service()["runningCount"] == 1);
}
