// aws-facts A5: the health check's request, and every state with its reason and description.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

struct Shown {
  const char* state;
  const char* reason;  // empty: neither reason nor description is shown
  const char* description;
};

// What DescribeTargetHealth shows of the target kIp:8080.
Json shown_health(World& world, const std::string& group) {
  const Json target = {{"Id", kIp}, {"Port", 8080}};
  const Json answer = world.call("DescribeTargetHealth",
                                 {{"TargetGroupArn", group}, {"Targets", Json::array({target})}});
  return answer["TargetHealthDescriptions"][0]["TargetHealth"];
}

Json as_json(const Shown& shown) {
  Json json = {{"State", shown.state}};
  if (*shown.reason != '\0') {
    json["Reason"] = shown.reason;
    json["Description"] = shown.description;
  }
  return json;
}

}  // namespace

TEST_CASE("A5.9 A5.11 the request of a health check, byte for byte") {
  World world;
  world.build();
  world.network.hosts[kAddress] = {};
  world.register_ip(world.ip_group, kIp);
  world.runtime.run_for(1s);
  REQUIRE(world.network.seen.size() == 1);
  const HttpRequest& request = world.network.seen[0].request;
  CHECK(request.method == "GET");
  CHECK(request.target == "/");
  CHECK(request.body.empty());
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, value] : request.headers) fields.emplace_back(name, value);
  CHECK(fields == std::vector<std::pair<std::string, std::string>>{
                      {"Host", kAddress},
                      {"Connection", "close"},  // A5.9: closed after each check
                      {"User-Agent", "ELB-HealthChecker/2.0"}});
}

TEST_CASE("A5.10 after the first check they come at the interval, counted from the first") {
  Settings settings = World::quick();
  settings.registration = Duration(300ms);
  World world(settings);
  world.build();
  world.network.hosts[kAddress] = {};
  world.runtime.run_for(7s);
  world.register_ip(world.ip_group, kIp);
  world.runtime.run_for(60s + 300ms);
  std::vector<TimePoint> times;
  for (const auto& probe : world.network.probes()) times.push_back(probe.at);
  CHECK(times == std::vector<TimePoint>{TimePoint(7300ms), TimePoint(37300ms), TimePoint(67300ms)});
}

TEST_CASE("A5.13 every state that a target can have, with its reason and description") {
  Settings settings = World::quick();
  settings.registration = Duration(1s);
  World world(settings);
  world.build();
  const std::string lonely = world.make_ip_group("lonely");
  const auto shows = [&](const std::string& group, const Shown& expected) {
    CHECK(shown_health(world, group) == as_json(expected));
  };
  shows(world.ip_group,
        {"unused", "Target.NotRegistered", "Target is not registered to the target group"});
  world.register_ip(lonely, kIp);
  shows(lonely, {"unused", "Target.NotInUse",
                 "Target group is not configured to receive traffic from the load balancer"});
  world.network.hosts[kAddress].response.status = 503;
  world.register_ip(world.ip_group, kIp);
  shows(world.ip_group,
        {"initial", "Elb.RegistrationInProgress", "Target registration is in progress"});
  world.runtime.run_for(1s);
  shows(world.ip_group,
        {"initial", "Elb.InitialHealthChecking", "Initial health checks in progress"});
  world.runtime.run_for(30s);
  shows(world.ip_group, {"unhealthy", "Target.ResponseCodeMismatch",
                         "Health checks failed with these codes: [503]"});
  world.network.hosts[kAddress].delay = -1s;
  world.runtime.run_for(35s);
  shows(world.ip_group, {"unhealthy", "Target.Timeout", "Request timed out"});
  world.network.hosts[kAddress] = {ConnectOutcome::reset, {}, 0s};
  world.runtime.run_for(30s);
  shows(world.ip_group, {"unhealthy", "Target.FailedHealthChecks", "Health checks failed"});
  world.network.hosts[kAddress] = {};
  world.runtime.run_for(5 * 30s);
  shows(world.ip_group, {"healthy", "", ""});
  world.balancers.deregister_target(world.ip_group, kIp, 8080);
  shows(world.ip_group,
        {"draining", "Target.DeregistrationInProgress", "Target deregistration is in progress"});
}

TEST_CASE("A5.13 of a failing target the reason is that of the latest check") {
  World world;
  world.build();
  world.lambda.reply = {LambdaOutcome::ok, R"({"statusCode":404})"};
  const std::string group = world.make_lambda_group("checked", {{"HealthCheckEnabled", true}});
  world.call("ModifyListener",
             {{"ListenerArn", world.listener}, {"DefaultActions", World::forward_to(group)}});
  world.register_function(group);
  world.runtime.run_for(4 * 35s + 1s);
  CHECK(world.balancers.target_health(group, kFunction, 0).description ==
        "Health checks failed with these codes: [404]");
  world.lambda.delay = -1s;
  world.runtime.run_for(35s + 30s);
  CHECK(world.balancers.target_health(group, kFunction, 0).reason == "Target.Timeout");
}

TEST_CASE(
    "A5.12 a check of a function is an invocation like any other, of no load balancer's count") {
  World world;
  world.build();
  const std::string group = world.make_lambda_group("checked", {{"HealthCheckEnabled", true}});
  world.call("ModifyListener",
             {{"ListenerArn", world.listener}, {"DefaultActions", World::forward_to(group)}});
  world.register_function(group);
  world.runtime.run_for(36s);
  CHECK(world.lambda.events.size() == 2);
  CHECK(world.metrics.sum("RequestCount LoadBalancer=app/web") == 0);
}

TEST_CASE("A5.16 a target that closes a connection while it is draining: 502") {
  IpWorld world;
  world.network.hosts[kAddress] = {ConnectOutcome::reset, {}, 10s};
  int status = 0;
  world.balancers.send(ListenerHandle{0}, {},
                       [&](ClientResponse r) { status = r.response.status; });
  world.runtime.run_for(1s);
  world.balancers.deregister_target(world.ip_group, kIp, 8080);
  world.runtime.run_for(10s);
  CHECK(world.state_of(world.ip_group, kIp) == "draining");
  CHECK(status == 502);
}

TEST_CASE("A5.16 a delay of 0 deregisters at once, without draining") {
  IpWorld world;
  world.set_group(world.ip_group, "deregistration_delay.timeout_seconds", "0");
  world.balancers.deregister_target(world.ip_group, kIp, 8080);
  CHECK(world.state_of(world.ip_group, kIp) == "unused");
}
