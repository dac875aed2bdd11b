// Faults of health checks, seen from the target: health_check_failing and health_check_slow.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

core::Fault failing(int status) {
  core::Fault fault;
  fault.name = "failing";
  fault.type = core::FaultType::health_check_failing;
  fault.attributes["status"] = std::int64_t{status};
  return fault;
}

core::Fault slow(Duration latency) {
  core::Fault fault;
  fault.name = "slow";
  fault.type = core::FaultType::health_check_slow;
  fault.attributes["latency"] = core::Delay(latency);
  return fault;
}

// A world whose one address has been registered and asked by health checks for `time`.
struct Checked : World {
  Checked(std::vector<core::Fault> broken, const FakeNetwork::Behaviour& behaviour, Duration time)
      : World(quick(), std::move(broken)) {
    build();
    runtime.run_for(1s);  // the faults have begun
    network.hosts[kAddress] = behaviour;
    register_ip(ip_group, kIp);
    runtime.run_for(time);
  }
  TargetHealth health() { return balancers.target_health(ip_group, kIp, 8080); }
};

}  // namespace

TEST_CASE("health_check_failing: the target is asked, and its answer's status is replaced") {
  Checked world({failing(500)}, {}, 65s);
  CHECK(world.network.probes().size() == 3);
  CHECK(world.health().state == "unhealthy");
  CHECK(world.health().reason == "Target.ResponseCodeMismatch");
  CHECK(world.health().description == "Health checks failed with these codes: [500]");
}

TEST_CASE("health_check_failing takes as long as the target takes to answer") {
  FakeNetwork::Behaviour behaviour;
  behaviour.delay = 4s;
  Checked world({failing(500)}, behaviour, 33s);
  CHECK(world.health().state == "initial");
  world.runtime.run_for(2s);
  CHECK(world.health().reason == "Target.ResponseCodeMismatch");
}

TEST_CASE("health_check_failing: a target that does not answer fails as without a fault") {
  FakeNetwork::Behaviour behaviour;
  behaviour.delay = -1s;
  Checked world({failing(500)}, behaviour, 65s);
  CHECK(world.network.probes().size() == 3);
  CHECK(world.health().reason == "Target.Timeout");
}

TEST_CASE("health_check_failing when it is over leaves the next check alone") {
  Checked world({failing(500)}, {}, 35s);
  CHECK(world.health().state == "unhealthy");
  REQUIRE(world.faults->switch_off("failing"));
  world.runtime.run_for(150s);
  CHECK(world.health().state == "healthy");
}

TEST_CASE(
    "health_check_failing and health_check_slow together: asked late, and the status replaced") {
  Checked world({failing(500), slow(3s)}, {}, 35s);
  REQUIRE(world.network.probes().size() == 2);
  CHECK(world.network.probes()[0].at == TimePoint(4s));
  CHECK(world.health().reason == "Target.ResponseCodeMismatch");
}

TEST_CASE(
    "health_check_failing of a function: it is invoked, and its answer's status is replaced") {
  World world(World::quick(), {failing(503)});
  world.build();
  world.runtime.run_for(1s);
  const std::string group = world.make_lambda_group("checked", {{"HealthCheckEnabled", true}});
  world.call("ModifyListener",
             {{"ListenerArn", world.listener}, {"DefaultActions", World::forward_to(group)}});
  const std::size_t before = world.lambda.events.size();
  world.register_function(group);
  world.runtime.run_for(4 * 35s + 1s);
  CHECK(world.lambda.events.size() - before == 5);
  CHECK(world.balancers.target_health(group, kFunction, 0).description ==
        "Health checks failed with these codes: [503]");
}
