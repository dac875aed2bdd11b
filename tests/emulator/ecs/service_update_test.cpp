// What UpdateService does to a running service, and what its tasks still do afterwards.
#include "emulator/ecs/service_events.hpp"
#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using Lines = std::vector<std::string>;

namespace {

const std::string kSecondGroup =
    "arn:aws:elasticloadbalancing:sa-east-1:123456789012:targetgroup/second/0123456789abcdef";

Json target(const std::string& group) {
  return {{"targetGroupArn", group}, {"containerName", "app"}, {"containerPort", 8080}};
}

Json update(World& w, Json params) {
  params["cluster"] = "c";
  params["service"] = "s";
  return w.ok("UpdateService", params)["service"];
}

// What `aws ecs wait services-stable` looks at.
bool stable(const Json& service) {
  return service["deployments"].size() == 1 && service["runningCount"] == service["desiredCount"];
}

}  // namespace

TEST_CASE("E2.1 what makes a new deployment, and what does not") {
  struct Row {
    Json params;
    bool deploys;
  };
  const std::vector<Row> rows = {
      {{{"desiredCount", 2}}, false},
      {{{"healthCheckGracePeriodSeconds", 30}}, false},
      {{{"deploymentConfiguration", {{"maximumPercent", 150}, {"minimumHealthyPercent", 50}}}},
       false},
      {{{"taskDefinition", "app:1"}}, false},
      {{{"loadBalancers", Json::array({target(kTargetGroup)})}}, false},
      {{{"forceNewDeployment", true}}, true},
      {{{"taskDefinition", "app:2"}}, true},
      {{{"networkConfiguration", {{"awsvpcConfiguration", {{"subnets", {"subnet-z"}}}}}}}, true},
      {{{"loadBalancers", Json::array({target(kTargetGroup), target(kSecondGroup)})}}, true},
      {{{"loadBalancers", Json::array()}}, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.params.dump());
    World w;
    w.create_service(1);
    w.ok("RegisterTaskDefinition", task_definition_params());
    w.run_to(100);
    CHECK(update(w, row.params)["deployments"].size() == (row.deploys ? 2 : 1));
  }
}

TEST_CASE("E2.3 the scheduler reacts within 5 to 15 seconds") {
  World w{ecs::Settings{}};
  w.create_service(0);
  for (int i = 1; i <= 20; ++i) {
    const double at = 1000.0 * i;
    w.run_to(at);
    w.scale(i);
    w.run_to(at + 60);
    const auto first = w.life(static_cast<std::size_t>(i - 1)).front();
    const double took = std::stod(first) - at;
    CHECK(took >= 5);
    CHECK(took <= 15);
  }
}

TEST_CASE("E2.4 the defaults: at least 100 percent healthy, at most 200 percent") {
  World w;
  w.create_service(1);
  CHECK(w.service()["deploymentConfiguration"]["minimumHealthyPercent"] == 100);
  CHECK(w.service()["deploymentConfiguration"]["maximumPercent"] == 200);
}

TEST_CASE("E2.5 the grace period is from 0, the default, to 2147483647 seconds") {
  World w;
  w.create_service(0);
  CHECK(w.service()["healthCheckGracePeriodSeconds"] == 0);
  CHECK(update(w, {{"healthCheckGracePeriodSeconds",
                    2147483647}})["healthCheckGracePeriodSeconds"] == 2147483647);
  for (const std::int64_t wrong : {std::int64_t{-1}, std::int64_t{2147483648}}) {
    CHECK(w.error("UpdateService",
                  {{"cluster", "c"}, {"service", "s"}, {"healthCheckGracePeriodSeconds", wrong}})
              .starts_with("InvalidParameterException"));
  }
}

TEST_CASE("E2.8 the target is registered while the task is ACTIVATING, before it is RUNNING") {
  World w;
  w.targets.health = {"initial", "Elb.RegistrationInProgress", ""};
  w.create_service(1);
  w.run_to(60);
  CHECK(w.targets.log == Lines{"37 register 10.0.1.10:8080"});
  CHECK(w.life(0) == Lines{"10 PROVISIONING", "20 PENDING", "37 ACTIVATING", "40 RUNNING"});
}

TEST_CASE("E1.5 pending until RUNNING, running until the task is to stop") {
  World w;
  w.create_service(1);
  struct Row {
    double at;
    const char* status;
    int pending, running;
  };
  const Row rows[] = {{15, "PROVISIONING", 1, 0},
                      {25, "PENDING", 1, 0},
                      {38, "ACTIVATING", 1, 0},
                      {45, "RUNNING", 0, 1}};
  for (const Row& row : rows) {
    CAPTURE(row.at);
    w.run_to(row.at);
    CHECK(w.task(0)["lastStatus"] == row.status);
    CHECK(w.service()["pendingCount"] == row.pending);
    CHECK(w.service()["runningCount"] == row.running);
  }
  w.run_to(100);
  w.scale(0);
  CHECK(w.service()["runningCount"] == 1);  // nothing has been done yet
  w.run_to(112);
  CHECK(w.task(0)["lastStatus"] == "DEACTIVATING");
  CHECK(w.service()["runningCount"] == 0);
  CHECK(w.service()["pendingCount"] == 0);
}

TEST_CASE("E1.11 services-stable does not look at the health of targets") {
  World w;
  w.targets.health = {"initial", "Elb.InitialHealthChecking", ""};
  w.create_service(0);
  w.run_to(100);
  w.scale(1);
  w.run_to(139);
  CHECK_FALSE(stable(w.service()));
  w.run_to(141);  // RUNNING, and not healthy yet
  CHECK(stable(w.service()));
}

TEST_CASE("E2.9 stop order: deregister, the whole drain, SIGTERM, stopTimeout, SIGKILL, network") {
  World w;
  w.host.obeys_sigterm_after = std::nullopt;
  w.create_service(1);
  w.run_to(100);
  w.scale(0);
  w.run_to(1000);
  CHECK(w.targets.log == Lines{"37 register 10.0.1.10:8080", "120 deregister 10.0.1.10:8080"});
  CHECK(w.host.started[0]->signals == Lines{"420 TERM", "450 KILL"});
  const Lines life = w.life(0);
  CHECK(Lines(life.begin() + 4, life.end()) ==
        Lines{"110 DEACTIVATING", "420 STOPPING", "450 DEPROVISIONING", "473 STOPPED"});
}

TEST_CASE("E2.10 H10 at desiredCount 0 the task answers until its drain is over") {
  World w;
  w.create_service(1);
  w.run_to(100);
  w.scale(0);
  const auto outcome = [&] {
    ecs::SendOutcome seen = ecs::SendOutcome::reset;
    w.clusters->send("10.0.1.10", 8080, {"GET", "/", {}, ""},
                     [&](ecs::SendReply reply) { seen = reply.outcome; });
    return seen;
  };
  w.run_to(419);  // 110 stopped, 120 deregistered, 300 s of drain
  CHECK(outcome() == ecs::SendOutcome::answered);
  CHECK(w.service()["runningCount"] == 0);
  w.run_to(425);
  CHECK(outcome() == ecs::SendOutcome::no_route);
}

TEST_CASE("a service of two target groups registers in both and needs both healthy") {
  World w;
  w.prepare();
  Json params = w.service_params(1);
  params["loadBalancers"].push_back(target(kSecondGroup));
  w.targets.health_of[kSecondGroup + " 10.0.1.10"] = {"unhealthy", "Target.Timeout", "Timed out"};
  w.ok("CreateService", params);
  w.run_to(60);
  CHECK(w.targets.log == Lines{"37 register 10.0.1.10:8080", "37 register 10.0.1.10:8080"});
  CHECK(w.was_told("37 (service s) registered 1 targets in (target-group " + kSecondGroup + ")"));
  CHECK(w.was_told("50 (service s) (port 8080) is unhealthy in (target-group " + kSecondGroup +
                   ") due to (reason Timed out)"));
  for (int i = 0; i < 4; ++i) params["loadBalancers"].push_back(target(kSecondGroup));
  params["serviceName"] = "six";
  CHECK(w.error("CreateService", params).starts_with("InvalidParameterException"));
}

TEST_CASE("H19 with grace period 0 a slow container is replaced for ever, without back-off") {
  World w;
  w.targets.health = {"unhealthy", "Target.Timeout", "Request timed out"};
  w.create_service(1);
  w.run_to(1800);
  Lines starts;
  for (std::size_t i = 0; i < 10; ++i) starts.push_back(w.life(i).front());
  CHECK(starts.size() == 10);
  for (const auto& line : w.told()) CHECK(line.find("unable to consistently") == std::string::npos);
}

TEST_CASE("E2.31 E2.32 E2.33 why a task that the scheduler did not stop has stopped") {
  const auto stopped = [](World& w) {
    return w.task(0)["stopCode"].get<std::string>() + ": " +
           w.task(0)["stoppedReason"].get<std::string>();
  };
  World ended;
  ended.create_service(1);
  ended.run_to(60);
  ended.host.started[0]->exited(1);
  ended.run_to(61);
  CHECK(stopped(ended) == "EssentialContainerExited: Essential container in task exited");
  World user;
  user.create_service(1);
  user.run_to(60);
  user.ok("StopTask", {{"cluster", "c"}, {"task", user.task_id(0)}});
  user.run_to(61);
  CHECK(stopped(user) == "UserInitiated: Task stopped by user");
  World image;
  image.images.answer = {};
  image.create_service(1);
  image.run_to(30);
  CHECK(stopped(image).starts_with(
      "TaskFailedToStart: CannotPullContainerError: ref pull has been retried 1 time(s): failed "
      "to "));
  CHECK(stopped(image).ends_with(": not found"));
}

TEST_CASE("E2.34 Spot, which alone is interrupted, is refused by name") {
  World w;
  w.prepare();
  Json params = w.service_params(1);
  params["capacityProviderStrategy"] = Json::array({{{"capacityProvider", "FARGATE_SPOT"}}});
  CHECK(w.call("CreateService", params).error().not_modelled);
}

TEST_CASE("E2.11 identical messages are told once in six hours") {
  ecs::ServiceEvents events;
  using Repeat = ecs::ServiceEvents::Repeat;
  const WallTime start{};
  const auto news = [&](const std::string& message, Duration after, Repeat repeat) {
    return events.news(message, start + after, 6h, repeat);
  };
  events.add({"", start, "steady"});
  events.add({"", start + 1s, "other"});
  CHECK(news("steady", 2s, Repeat::if_not_newest));
  CHECK_FALSE(news("other", 2s, Repeat::if_not_newest));
  CHECK_FALSE(news("steady", 2s, Repeat::once));
  CHECK_FALSE(news("steady", 6h - 1s, Repeat::once));
  CHECK(news("steady", 6h, Repeat::once));
}
