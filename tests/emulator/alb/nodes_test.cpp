// aws-facts A1, A5: several load-balancer nodes.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

Settings with_nodes(int further, core::Delay propagation) {
  Settings settings = World::quick();
  settings.further_nodes = further;
  settings.listener_propagation = std::move(propagation);
  return settings;
}

// Of 200 requests, how many go to the function.
int to_lambda(World& world) {
  int count = 0;
  for (int i = 0; i < 200; ++i) {
    count += world.get("/", 0s)->target_kind == TargetKind::lambda ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("A1.16 nodes pick a change up one after the other: for some seconds both weights act") {
  World world(with_nodes(3, core::Delay::uniform(1s, 10s)));
  world.build();
  world.set_weights(0, 1);
  std::vector<int> counts;
  while (world.events("elbv2.weights_changed").empty()) {
    counts.push_back(to_lambda(world));
    world.runtime.run_for(100ms);
  }
  CHECK(counts.front() == 200);
  CHECK(std::any_of(counts.begin(), counts.end(), [](int n) { return n > 100 && n < 180; }));
  CHECK(std::any_of(counts.begin(), counts.end(), [](int n) { return n > 20 && n < 100; }));
  // Weights have changed when all nodes have them.
  CHECK(to_lambda(world) == 0);
  world.runtime.run_for(10s);
  CHECK(world.events("elbv2.weights_changed").size() == 1);
}

TEST_CASE("A1.16 of changes that overtake each other on their way all nodes end with the last") {
  World world(with_nodes(2, core::Delay::uniform(1s, 10s)));
  world.build();
  for (int i = 0; i < 30; ++i) {
    world.set_weights(0, 1 + i);
    world.runtime.run_for(700ms);
  }
  world.set_weights(1, 0);
  world.runtime.run_for(10s);
  CHECK(to_lambda(world) == 200);
  CHECK(world.events("elbv2.weights_changed").back().data["lambda"] == 1);
  world.runtime.run_for(20s);
  CHECK(to_lambda(world) == 200);
}

TEST_CASE("A1.16 a group is in use until the last node has let go of it") {
  World world(with_nodes(1, core::Delay::uniform(1s, 10s)));
  world.build();
  world.network.hosts[kAddress] = {};
  world.register_ip(world.ip_group, kIp);
  world.set_weights(0, 1);
  world.runtime.run_for(11s);
  REQUIRE(world.state_of(world.ip_group, kIp) == "healthy");
  world.call("ModifyListener", {{"ListenerArn", world.listener},
                                {"DefaultActions", World::forward_to(world.lambda_group)}});
  while (world.events("elbv2.weights_changed").size() < 2) {
    CHECK(world.state_of(world.ip_group, kIp) == "healthy");
    for (int i = 0; i < 10; ++i) CHECK(world.get("/", 0s)->response.status == 200);
    world.runtime.run_for(100ms);
  }
  CHECK(world.state_of(world.ip_group, kIp) == "unused");
}

TEST_CASE("A5.18 every node checks every target, and one state is shown") {
  World world(with_nodes(1, Duration(0)));
  world.build();
  world.network.hosts[kAddress] = {};
  world.register_ip(world.ip_group, kIp);
  const std::string checked = world.make_lambda_group("checked", {{"HealthCheckEnabled", true}});
  world.make_listener(world.balancer, World::forward_to(checked), 81);
  world.register_function(checked);
  world.runtime.run_for(29s);
  CHECK(world.network.probes().size() == 2);
  CHECK(world.lambda.events.size() == 2);
  world.runtime.run_for(1s);
  CHECK(world.network.probes().size() == 4);
  CHECK(world.state_of(world.ip_group, kIp) == "healthy");
  // Its thresholds count intervals, not nodes.
  world.network.hosts[kAddress].response.status = 500;
  world.runtime.run_for(30s);
  CHECK(world.state_of(world.ip_group, kIp) == "healthy");
  world.runtime.run_for(30s);
  CHECK(world.state_of(world.ip_group, kIp) == "unhealthy");
}
