// aws-facts A1: what the share of a group gets that has no healthy target.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

// Of `n` requests, how many had which outcome: the status, and the target's address if it has one.
std::map<std::string, int> outcomes(World& world, int n) {
  std::map<std::string, int> counts;
  for (int i = 0; i < n; ++i) {
    const auto answer = world.get("/", 0s);
    const std::string at = answer->target_kind == TargetKind::ip ? std::string(answer->target) : "";
    ++counts[std::to_string(answer->response.status) + " " + at];
  }
  return counts;
}

struct SickWorld : World {
  SickWorld() {
    build();
    for (const char* ip : {"10.0.0.5", "10.0.0.6"}) {
      network.hosts[std::string(ip) + ":8080"].response.status = 500;
      register_ip(ip_group, ip);
    }
    set_weights(1, 1);
    runtime.run_for(31s);
    REQUIRE(state_of(ip_group, "10.0.0.5") == "unhealthy");
    REQUIRE(state_of(ip_group, "10.0.0.6") == "unhealthy");
  }
};

}  // namespace

TEST_CASE("A1.5 A1.6 of weights 1 and 1 an empty group's half gets 503, the other half is served") {
  World world;
  world.build();
  world.set_weights(1, 1);
  world.runtime.run_for(1s);
  const auto counts = outcomes(world, 1000);
  CHECK(counts.size() == 2);
  CHECK(counts.at("503 ") > 400);
  CHECK(counts.at("200 ") > 400);
}

TEST_CASE("A1.5 A1.7 a group of unhealthy targets keeps its half, and gives it to all, in turn") {
  SickWorld world;
  const auto counts = outcomes(world, 1000);
  CHECK(counts.size() == 3);
  CHECK(counts.at("200 ") > 400);
  const int first = counts.at("500 10.0.0.5:8080");
  const int second = counts.at("500 10.0.0.6:8080");
  CHECK(first + second > 400);
  CHECK(std::abs(first - second) <= 1);  // round robin
}

TEST_CASE("A1.8 beside an unhealthy target neither an initial nor a draining one gets requests") {
  SickWorld world;
  world.network.hosts["10.0.0.7:8080"].delay = -1s;
  world.register_ip(world.ip_group, "10.0.0.7");
  world.balancers.deregister_target(world.ip_group, "10.0.0.6", 8080);
  world.set_weights(0, 1);
  world.runtime.run_for(1s);
  REQUIRE(world.state_of(world.ip_group, "10.0.0.7") == "initial");
  REQUIRE(world.state_of(world.ip_group, "10.0.0.6") == "draining");
  CHECK(outcomes(world, 20) == std::map<std::string, int>{{"500 10.0.0.5:8080", 20}});
}

TEST_CASE("A1.9 the threshold is one healthy target by default, and no percentage") {
  World world;
  world.build();
  const std::string key = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.";
  std::map<std::string, std::string> shown;
  const Json answer =
      world.call("DescribeTargetGroupAttributes", {{"TargetGroupArn", world.ip_group}});
  for (const auto& item : answer["Attributes"]) shown[item["Key"]] = item["Value"];
  CHECK(shown.at(key + "count") == "1");
  CHECK(shown.at(key + "percentage") == "off");
}

TEST_CASE("A1.10 all weights 0 are accepted and shown, and get 503 by default") {
  World world;
  world.build();
  world.set_weights(0, 0);
  world.runtime.run_for(1s);
  const Json shown =
      world.call("DescribeListeners", {{"ListenerArns", Json::array({world.listener})}});
  for (const auto& group :
       shown["Listeners"][0]["DefaultActions"][0]["ForwardConfig"]["TargetGroups"]) {
    CHECK(group["Weight"] == 0);
  }
  CHECK(outcomes(world, 20) == std::map<std::string, int>{{"503 ", 20}});
}

TEST_CASE("A1.15 by default a change takes one to ten seconds, each its own") {
  Settings settings = World::quick();
  settings.listener_propagation = Settings().listener_propagation;
  World world(settings);
  world.build();
  std::vector<double> delays;
  for (int i = 0; i < 40; ++i) {
    const TimePoint asked = world.runtime.now();
    world.set_weights(1, i + 1);
    world.runtime.run_for(11s);
    delays.push_back(to_seconds(world.events("elbv2.weights_changed").back().t - asked));
  }
  std::sort(delays.begin(), delays.end());
  CHECK(delays.front() >= 1);
  CHECK(delays.front() < 3);
  CHECK(delays.back() > 8);
  CHECK(delays.back() <= 10);
}
