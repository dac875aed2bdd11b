// aws-facts A5: how targets leave, and what the ECS scheduler sees of it.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

TargetHealth health(World& world) {
  return world.balancers.target_health(world.ip_group, kIp, 8080);
}

}  // namespace

TEST_CASE(
    "A5.13 A5.16 deregistration: draining for the whole delay, no new requests, then unused") {
  World world;
  world.build();
  world.network.hosts[kAddress] = {};
  world.register_ip(world.ip_group, kIp);
  world.set_weights(0, 1);
  world.runtime.run_for(1s);
  REQUIRE(world.get()->response.status == 200);
  world.balancers.deregister_target(world.ip_group, kIp, 8080);
  CHECK(health(world).state == "draining");
  CHECK(health(world).reason == "Target.DeregistrationInProgress");
  CHECK(health(world).description == "Target deregistration is in progress");
  CHECK(world.get("/", 0s)->response.status == 503);
  const auto probes = world.network.probes().size();
  world.runtime.run_for(299s);
  CHECK(health(world).state == "draining");
  CHECK(world.network.probes().size() == probes);
  world.runtime.run_for(1s);
  CHECK(health(world).state == "unused");
  CHECK(health(world).reason == "Target.NotRegistered");
  CHECK(world.events("elbv2.target_deregistered").size() == 1);
  CHECK(world.events("elbv2.target_health_changed").back().data["to"] == "unused");
}

TEST_CASE(
    "A3.12 A5.16 H14 requests under way may finish while draining; at its end they are cut with "
    "502") {
  World world;
  world.build();
  world.network.hosts[kAddress] = {};
  world.register_ip(world.ip_group, kIp);
  world.set_group(world.ip_group, "deregistration_delay.timeout_seconds", "20");
  world.set_weights(0, 1);
  world.runtime.run_for(1s);
  std::vector<int> statuses;
  for (const Duration delay : {Duration(10s), Duration(40s)}) {
    world.network.hosts[kAddress].delay = delay;
    world.balancers.send(ListenerHandle{0}, {},
                         [&](ClientResponse r) { statuses.push_back(r.response.status); });
    world.runtime.run_for(0s);
  }
  world.balancers.deregister_target(world.ip_group, kIp, 8080);
  world.runtime.run_for(19s);
  CHECK(statuses == std::vector<int>{200});
  world.runtime.run_for(2s);
  CHECK(statuses == std::vector<int>{200, 502});
  world.runtime.run_for(30s);  // the late answer finds nobody
  CHECK(statuses.size() == 2);
}

TEST_CASE("A5.16 a draining target that is registered again starts anew") {
  World world;
  world.build();
  world.network.hosts[kAddress] = {};
  world.register_ip(world.ip_group, kIp);
  world.runtime.run_for(1s);
  world.balancers.deregister_target(world.ip_group, kIp, 8080);
  world.runtime.run_for(10s);
  world.register_ip(world.ip_group, kIp);
  world.runtime.run_for(400s);
  CHECK(health(world).state == "healthy");
}

TEST_CASE("A4.32 deregistering the function fails what is under way") {
  World world;
  world.build();
  world.lambda.delay = 10s;
  int status = 0;
  world.balancers.send(ListenerHandle{0}, {},
                       [&](ClientResponse r) { status = r.response.status; });
  world.runtime.run_for(0s);
  const Json targets = Json::array({{{"Id", kFunction}}});
  world.call("DeregisterTargets", {{"TargetGroupArn", world.lambda_group}, {"Targets", targets}});
  world.runtime.run_for(0s);
  CHECK(status == 502);
  CHECK(world.get()->response.status == 503);
}

TEST_CASE("A5.17 deregistering an unknown target succeeds silently") {
  World world;
  world.build();
  const Json targets = Json::array({{{"Id", "10.0.0.99"}}});
  const Json answer =
      world.call("DeregisterTargets", {{"TargetGroupArn", world.ip_group}, {"Targets", targets}});
  CHECK(answer == Json::object());
  CHECK(world.events("elbv2.target_deregistered").empty());
}

TEST_CASE("E2 the scheduler is told of every change, caused by it, and may ask at once") {
  World world;
  world.build();
  world.network.hosts[kAddress] = {};
  std::vector<std::string> states;
  std::vector<EventSeq> causes;
  world.balancers.on_target_changed(
      [&](const std::string& arn, const std::string& ip, std::uint16_t port) {
        CHECK(arn == world.ip_group);
        states.push_back(world.balancers.target_health(arn, ip, port).state);
        causes.push_back(world.runtime.cause());
      });
  world.balancers.register_target(world.ip_group, kIp, 8080);
  world.runtime.run_for(1s);
  world.balancers.deregister_target(world.ip_group, kIp, 8080);
  world.runtime.run_for(300s);
  CHECK(states == std::vector<std::string>{"initial", "healthy", "draining", "unused"});
  const auto changes = world.events("elbv2.target_health_changed");
  REQUIRE(changes.size() == 5);  // the first one is the function's
  for (std::size_t i = 0; i < causes.size(); ++i) CHECK(causes[i] == changes[i + 1].seq);
  CHECK(changes[2].cause == world.events("elbv2.target_registered")[1].seq);
}

TEST_CASE("E2 which target groups a service may name") {
  World world;
  world.build();
  CHECK(world.balancers.cannot_use(world.ip_group).empty());
  CHECK(world.balancers.cannot_use(world.make_ip_group("lonely"))
            .find("does not have an associated "
                  "load balancer") != std::string::npos);
  CHECK_FALSE(world.balancers.cannot_use(world.lambda_group).empty());
  CHECK_FALSE(world.balancers.cannot_use("arn:none").empty());
}
