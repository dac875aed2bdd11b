// aws-facts A5: health checks and target states.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

TargetHealth health(World& world) {
  return world.balancers.target_health(world.ip_group, kIp, 8080);
}

}  // namespace

TEST_CASE("A5.8 A5.10 a new target needs one passed check, the first of which comes at once") {
  Settings settings = World::quick();
  settings.registration = Duration(200ms);
  World world(settings);
  world.build();
  world.network.hosts[kAddress] = {};
  world.register_ip(world.ip_group, kIp);
  CHECK(health(world).state == "initial");
  CHECK(health(world).reason == "Elb.RegistrationInProgress");
  world.runtime.run_for(1s);
  CHECK(health(world).state == "healthy");
  CHECK(health(world).reason.empty());
  REQUIRE(world.network.probes().size() == 1);
  const auto probe = world.network.probes()[0];
  CHECK(probe.at == TimePoint(200ms));
  CHECK(probe.request.method == "GET");
  CHECK(probe.request.target == "/");
  CHECK(probe.request.headers.get("Host") == kAddress);
  CHECK(probe.request.headers.get("Connection") == "close");
}

TEST_CASE("A5.8 one passed check is enough for a new target also after one that failed") {
  World world;
  world.build();
  world.network.hosts[kAddress] = {ConnectOutcome::refused, {}, 0s};
  world.register_ip(world.ip_group, kIp);
  world.runtime.run_for(1s);
  world.network.hosts[kAddress] = {};
  world.runtime.run_for(28s);
  CHECK(health(world).state == "initial");
  world.runtime.run_for(1s);
  CHECK(health(world).state == "healthy");
}

TEST_CASE("A5.9 the interval is fixed, however long an answer takes, and whatever others do") {
  World world;
  world.build();
  world.network.hosts[kAddress] = {};
  world.network.hosts[kAddress].delay = 4s;
  world.network.hosts["10.0.0.6:8080"].delay = -1s;
  world.register_ip(world.ip_group, kIp);
  world.runtime.run_for(1s);
  world.register_ip(world.ip_group, "10.0.0.6");
  world.runtime.run_for(61s);
  std::map<std::string, std::vector<TimePoint>> probes;
  for (const auto& probe : world.network.probes()) probes[probe.address].push_back(probe.at);
  using Times = std::vector<TimePoint>;
  CHECK(probes[kAddress] == Times{TimePoint(0s), TimePoint(30s), TimePoint(60s)});
  CHECK(probes["10.0.0.6:8080"] == Times{TimePoint(1s), TimePoint(31s), TimePoint(61s)});
  CHECK(world.state_of(world.ip_group, kIp) == "healthy");
  CHECK(world.state_of(world.ip_group, "10.0.0.6") == "unhealthy");
}

TEST_CASE("A5.13 reasons of a failing target, with AWS's descriptions") {
  World world;
  world.build();
  FakeNetwork::Behaviour behaviour;
  std::string reason;
  std::string description;
  SECTION("another code") {
    behaviour.response.status = 503;
    reason = "Target.ResponseCodeMismatch";
    description = "Health checks failed with these codes: [503]";
  }
  SECTION("no answer in time") {
    behaviour.delay = -1s;
    reason = "Target.Timeout";
    description = "Request timed out";
  }
  SECTION("an answer too late") {
    behaviour.delay = 6s;
    reason = "Target.Timeout";
    description = "Request timed out";
  }
  SECTION("connection refused") {
    behaviour.outcome = ConnectOutcome::refused;
    reason = "Target.FailedHealthChecks";
    description = "Health checks failed";
  }
  SECTION("nobody there") {
    behaviour.outcome = ConnectOutcome::no_route;
    reason = "Target.Timeout";
    description = "Request timed out";
  }
  world.network.hosts[kAddress] = behaviour;
  world.register_ip(world.ip_group, kIp);
  world.runtime.run_for(29s);
  CHECK(health(world).state == "initial");  // one failure of two
  CHECK(health(world).reason == "Elb.InitialHealthChecking");
  world.runtime.run_for(7s);
  CHECK(health(world).state == "unhealthy");
  CHECK(health(world).reason == reason);
  CHECK(health(world).description == description);
}

TEST_CASE("A5.4 A5.8 the healthy threshold counts for the way back from unhealthy") {
  World world;
  world.build();
  world.network.hosts[kAddress] = {ConnectOutcome::refused, {}, 0s};
  world.register_ip(world.ip_group, kIp);
  world.runtime.run_for(31s);
  REQUIRE(health(world).state == "unhealthy");
  world.network.hosts[kAddress] = {};
  world.runtime.run_for(4 * 30s);  // checks at 60, 90, 120, 150
  CHECK(health(world).state == "unhealthy");
  world.runtime.run_for(30s);
  CHECK(health(world).state == "healthy");
}

TEST_CASE("A5.5 a healthy target turns unhealthy after the threshold of failures in a row") {
  World world;
  world.build();
  world.network.hosts[kAddress] = {};
  world.register_ip(world.ip_group, kIp);
  world.runtime.run_for(1s);
  world.network.hosts[kAddress].response.status = 500;
  world.runtime.run_for(30s);
  CHECK(health(world).state == "healthy");
  world.network.hosts[kAddress].response.status = 200;
  world.runtime.run_for(30s);
  world.network.hosts[kAddress].response.status = 500;
  world.runtime.run_for(30s);
  CHECK(health(world).state == "healthy");  // not in a row
  world.runtime.run_for(30s);
  CHECK(health(world).state == "unhealthy");
  const auto changes = world.events("elbv2.target_health_changed");
  CHECK(changes.back().data == Json{{"target_group", "ecs-tg"},
                                    {"target", kAddress},
                                    {"from", "healthy"},
                                    {"to", "unhealthy"},
                                    {"reason", "Target.ResponseCodeMismatch"}});
}

TEST_CASE("A5.15 a group that no listener names: unused, and not checked") {
  World world;
  world.build();
  const std::string lonely = world.make_ip_group("lonely");
  world.network.hosts[kAddress] = {};
  world.register_ip(lonely, kIp);
  world.runtime.run_for(60s);
  CHECK(world.network.seen.empty());
  const TargetHealth unused = world.balancers.target_health(lonely, kIp, 8080);
  CHECK(unused.state == "unused");
  CHECK(unused.reason == "Target.NotInUse");
  CHECK(unused.description ==
        "Target group is not configured to receive traffic from the load balancer");

  SECTION("a rule that names it puts it into use, and out again") {
    const Json conditions = Json::array({{{"Field", "path-pattern"}, {"Values", {"/x"}}}});
    const Json rule = world.call("CreateRule", {{"ListenerArn", world.listener},
                                                {"Priority", 1},
                                                {"Conditions", conditions},
                                                {"Actions", World::forward_to(lonely)}});
    world.runtime.run_for(1s);
    CHECK(world.state_of(lonely, kIp) == "healthy");
    world.call("DeleteRule", {{"RuleArn", rule["Rules"][0]["RuleArn"]}});
    CHECK(world.state_of(lonely, kIp) == "unused");
    const auto before = world.network.seen.size();
    world.runtime.run_for(60s);
    CHECK(world.network.seen.size() == before);
  }
}

TEST_CASE("A5.15 weight 0 counts as in use: the target is checked and becomes healthy") {
  World world;
  world.build();  // the ip group has weight 0
  world.network.hosts[kAddress] = {};
  world.register_ip(world.ip_group, kIp);
  world.runtime.run_for(1s);
  CHECK(health(world).state == "healthy");
}

TEST_CASE(
    "A5.1 A5.14 H20 a function is not checked by default: unavailable, and gets all traffic") {
  World world;
  world.build();
  world.runtime.run_for(120s);
  CHECK(world.lambda.events.empty());
  const Json shown = world.call("DescribeTargetHealth", {{"TargetGroupArn", world.lambda_group}});
  CHECK(shown["TargetHealthDescriptions"][0]["TargetHealth"] ==
        Json{{"State", "unavailable"},
             {"Reason", "Target.HealthCheckDisabled"},
             {"Description", "Health checks are disabled"}});
  CHECK(world.get()->response.status == 200);
}

TEST_CASE("A5.2 A5.12 H20 a function that is checked gets the health check event every 35 s") {
  World world;
  world.balancer = world.make_balancer();
  const std::string group = world.make_lambda_group(
      "checked", {{"HealthCheckEnabled", true}, {"HealthCheckPath", "/health"}});
  world.make_listener(world.balancer, World::forward_to(group));
  world.register_function(group);
  world.runtime.run_for(36s);
  REQUIRE(world.lambda.events.size() == 2);
  CHECK(world.lambda.events[0] ==
        R"({"requestContext":{"elb":{"targetGroupArn":")" + group +
            R"("}},"httpMethod":"GET","path":"/health","queryStringParameters":{},)"
            R"("headers":{"user-agent":"ELB-HealthChecker/2.0"},"body":"",)"
            R"("isBase64Encoded":false})");
  CHECK(world.balancers.target_health(group, kFunction, 0).state == "healthy");

  world.lambda.reply = {LambdaOutcome::throttled, ""};
  world.runtime.run_for(5 * 35s);
  CHECK(world.balancers.target_health(group, kFunction, 0).reason == "Target.FailedHealthChecks");
  world.lambda.reply = {LambdaOutcome::ok, R"({"statusCode":200})"};
  CHECK(world.get()->response.status == 200);  // alone, an unhealthy function fails open

  world.call("ModifyTargetGroup", {{"TargetGroupArn", group}, {"HealthCheckEnabled", false}});
  CHECK(world.balancers.target_health(group, kFunction, 0).state == "unavailable");
}
