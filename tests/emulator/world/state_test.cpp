#include "emulator/world/state.hpp"

#include "tests/emulator/world/failover_world.hpp"

using namespace spillway;
using namespace spillway::testing;
using namespace std::chrono_literals;

TEST_CASE("the state of a world is what its services' own calls tell") {
  FailoverWorld world;
  // At the alarm's first OK the controller would ask for no task.
  REQUIRE(world.deploy(
      {}, {{"DesiredCount: 0  #", "DesiredCount: 1  #"}, {"State: ENABLED", "State: DISABLED"}}));
  world.rt.run_until(TimePoint(3min));
  const std::string before = world.lines;
  const Json state = world::state_of(world.world().operations());
  CHECK(world.lines == before);  // who looks leaves no trace

  const Json& elbv2 = state.at("elbv2");
  CHECK(elbv2.at("LoadBalancers").size() == 1);
  CHECK(elbv2.at("Listeners").at(0).at("Rules").size() == 1);
  const Json& groups = elbv2.at("TargetGroups");
  REQUIRE(groups.size() == 2);
  for (const Json& group : groups) CHECK(group.at("TargetHealthDescriptions").size() == 1);
  CHECK(state.at("cloudwatch").at("MetricAlarms").size() == 1);
  CHECK(state.at("lambda").at("Functions").size() == 2);
  const Json& cluster = state.at("ecs").at("clusters").at(0);
  CHECK(cluster.at("services").at(0).at("desiredCount") == 1);
  CHECK(cluster.at("tasks").at(0).at("lastStatus") == "RUNNING");
  CHECK(state.at("events").at("Rules").at(0).at("Targets").size() == 1);
  CHECK(state.at("ecr").at("repositories").size() == 2);
  CHECK_FALSE(state.at("iam").at("Roles").empty());
  CHECK(state.at("sqs").at("Queues").empty());
}
