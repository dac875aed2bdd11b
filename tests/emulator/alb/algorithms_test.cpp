// aws-facts A2: weighted_random, slow start, connections to targets and of clients.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

constexpr const char* kNew = "10.0.0.6:8080";

struct SlowWorld : IpWorld {
  SlowWorld() {
    call("ModifyTargetGroup", {{"TargetGroupArn", ip_group},
                               {"HealthCheckIntervalSeconds", 6},
                               {"HealthyThresholdCount", 2}});
    set_group(ip_group, "slow_start.duration_seconds", "100");
    network.hosts[kNew] = {};
  }
  void add_new() {
    register_ip(ip_group, "10.0.0.6");
    runtime.run_for(0s);
    REQUIRE(state_of(ip_group, "10.0.0.6") == "healthy");
  }
  /// Of 2000 requests at this moment.
  double share_of_new() {
    int count = 0;
    for (int i = 0; i < 2000; ++i) count += get("/", 0s)->target == kNew ? 1 : 0;
    return count / 2000.0;
  }
};

}  // namespace

TEST_CASE("A2.1 weighted_random without anomaly mitigation: all the same, in no order") {
  IpWorld world;
  world.network.hosts[kNew] = {};
  world.register_ip(world.ip_group, "10.0.0.6");
  world.set_group(world.ip_group, "load_balancing.algorithm.type", "weighted_random");
  world.runtime.run_for(1s);
  int count = 0;
  int repeats = 0;
  std::string last;
  for (int i = 0; i < 2000; ++i) {
    const auto answer = world.get("/", 0s);
    count += answer->target == kNew ? 1 : 0;
    repeats += answer->target == last ? 1 : 0;
    last = answer->target;
  }
  CHECK(count > 900);
  CHECK(count < 1100);
  CHECK(repeats > 900);  // round robin has none
}

TEST_CASE("A2.2 slow start: a new target's share grows linearly to the full one") {
  SlowWorld world;
  world.add_new();
  CHECK(world.share_of_new() == 0);
  world.runtime.run_for(25s);
  CHECK(world.share_of_new() == Approx(0.25 / 1.25).margin(0.03));
  world.runtime.run_for(25s);
  CHECK(world.share_of_new() == Approx(0.5 / 1.5).margin(0.03));
  world.runtime.run_for(50s);
  CHECK(world.get("/", 0s)->target != world.get("/", 0s)->target);  // round robin again
  CHECK(world.share_of_new() == 0.5);
}

TEST_CASE("A2.2 the first targets of an empty group do not start slowly") {
  SlowWorld world;
  const std::string group = world.make_ip_group("empty");
  world.set_group(group, "slow_start.duration_seconds", "30");
  world.call("ModifyListener",
             {{"ListenerArn", world.listener}, {"DefaultActions", World::forward_to(group)}});
  world.runtime.run_for(1s);
  const Json first = {{"Id", kIp}, {"Port", 8080}};
  const Json second = {{"Id", "10.0.0.6"}, {"Port", 8080}};
  SECTION("one") {
    world.call("RegisterTargets", {{"TargetGroupArn", group}, {"Targets", Json::array({second})}});
    world.runtime.run_for(0s);
    CHECK(world.share_of_new() == 1);
  }
  SECTION("a third beside one that is in slow start has a full one beside it, too") {
    world.call("RegisterTargets", {{"TargetGroupArn", group}, {"Targets", Json::array({first})}});
    world.runtime.run_for(1s);
    world.call("RegisterTargets", {{"TargetGroupArn", group}, {"Targets", Json::array({second})}});
    world.runtime.run_for(15s);
    CHECK(world.share_of_new() == Approx(0.5 / 1.5).margin(0.03));
  }
}

TEST_CASE("A2.2 targets that are registered together into an empty group do not start slowly") {
  SlowWorld world;
  const std::string group = world.make_ip_group("empty");
  world.set_group(group, "slow_start.duration_seconds", "30");
  world.call("ModifyListener",
             {{"ListenerArn", world.listener}, {"DefaultActions", World::forward_to(group)}});
  world.runtime.run_for(1s);
  const Json first = {{"Id", kIp}, {"Port", 8080}};
  const Json second = {{"Id", "10.0.0.6"}, {"Port", 8080}};
  world.network.hosts[kNew].delay = 2s;  // healthy after the other
  world.call("RegisterTargets",
             {{"TargetGroupArn", group}, {"Targets", Json::array({first, second})}});
  world.runtime.run_for(2s);
  world.network.hosts[kNew].delay = 0s;
  REQUIRE(world.state_of(group, "10.0.0.6") == "healthy");
  CHECK(world.share_of_new() == 0.5);
}

TEST_CASE("A2.2 a new target that fails its first checks starts slowly all the same") {
  SlowWorld world;
  world.network.hosts[kNew].outcome = ConnectOutcome::refused;
  world.register_ip(world.ip_group, "10.0.0.6");
  world.runtime.run_for(7s);
  REQUIRE(world.state_of(world.ip_group, "10.0.0.6") == "unhealthy");
  world.network.hosts[kNew].outcome = ConnectOutcome::answered;
  world.runtime.run_for(12s);
  REQUIRE(world.state_of(world.ip_group, "10.0.0.6") == "healthy");
  CHECK(world.share_of_new() < 0.05);
}

TEST_CASE("A2.2 a target that is the only one left has all requests, slow start or not") {
  SlowWorld world;
  world.add_new();
  world.network.hosts[kAddress].outcome = ConnectOutcome::refused;
  world.runtime.run_for(40s);
  REQUIRE(world.state_of(world.ip_group, kIp) == "unhealthy");
  CHECK(world.share_of_new() == 1);
}

TEST_CASE("A2.2 who becomes unhealthy in slow start begins it again, who had ended it does not") {
  SlowWorld world;
  world.add_new();
  const bool ended = GENERATE(false, true);
  world.runtime.run_for(ended ? 110s : 10s);
  const auto become = [&](ConnectOutcome outcome, const char* state) {
    world.network.hosts[kNew].outcome = outcome;
    for (int i = 0; i < 60 && world.state_of(world.ip_group, "10.0.0.6") != state; ++i) {
      world.runtime.run_for(1s);
    }
    REQUIRE(world.state_of(world.ip_group, "10.0.0.6") == state);
  };
  become(ConnectOutcome::refused, "unhealthy");
  become(ConnectOutcome::answered, "healthy");
  CHECK(world.share_of_new() == Approx(ended ? 0.5 : 0).margin(0.02));
}

TEST_CASE("A2.2 healthy targets do not begin when slow start is switched on, and end when off") {
  SlowWorld world;
  world.set_group(world.ip_group, "slow_start.duration_seconds", "0");
  world.add_new();
  world.set_group(world.ip_group, "slow_start.duration_seconds", "900");
  CHECK(world.share_of_new() == 0.5);
  world.network.hosts["10.0.0.7:8080"] = {};
  world.register_ip(world.ip_group, "10.0.0.7");
  world.runtime.run_for(0s);
  CHECK(world.share_of_new() == Approx(0.5).margin(0.04));
  world.set_group(world.ip_group, "slow_start.duration_seconds", "0");
  std::set<std::string> targets;
  for (int i = 0; i < 3; ++i) targets.emplace(world.get("/", 0s)->target);
  CHECK(targets.size() == 3);
}

TEST_CASE("A2.1 A2.2 which attributes of an algorithm exclude each other, and their ranges") {
  World world;
  world.build();
  const auto code = [&](const std::string& group, const Json& attributes) {
    Json list = Json::array();
    for (const auto& [key, value] : attributes.items()) {
      list.push_back({{"Key", key}, {"Value", value}});
    }
    return world
        .error("ModifyTargetGroupAttributes", {{"TargetGroupArn", group}, {"Attributes", list}})
        .code;
  };
  const char* kSlow = "slow_start.duration_seconds";
  const char* kType = "load_balancing.algorithm.type";
  CHECK(code(world.ip_group, {{kSlow, "29"}}) == "ValidationError");
  CHECK(code(world.ip_group, {{kSlow, "901"}}) == "ValidationError");
  for (const char* value : {"30", "900", "0"}) world.set_group(world.ip_group, kSlow, value);
  CHECK(code(world.ip_group, {{kType, "fastest"}}) == "ValidationError");
  for (const char* algorithm : {"least_outstanding_requests", "weighted_random"}) {
    CHECK(code(world.ip_group, {{kSlow, "30"}, {kType, algorithm}}) ==
          "InvalidConfigurationRequest");
    world.set_group(world.ip_group, kType, algorithm);
    CHECK(code(world.ip_group, {{kSlow, "30"}}) == "InvalidConfigurationRequest");
  }
  CHECK(code(world.lambda_group, {{kType, "round_robin"}}) == "InvalidConfigurationRequest");
  CHECK(code(world.lambda_group, {{kSlow, "30"}}) == "InvalidConfigurationRequest");
}

TEST_CASE("A2.3 requests to a target do not wait for each other") {
  IpWorld world;
  world.network.hosts[kAddress].delay = 20s;
  CHECK_FALSE(world.get("/slow", 1s));
  world.network.hosts[kAddress].delay = 0s;
  CHECK(world.get("/fast", 0s)->response.status == 200);
  // Nothing is sent before a client asks.
  CHECK(world.network.requests().size() == 2);
}

TEST_CASE("A2.4 a client's connection is kept for the idle time-out, and for client_keep_alive") {
  World world;
  world.build();
  world.runtime.run_for(4000s);
  const TimePoint now = world.runtime.now();
  const auto keeps = [&](Duration age, Duration idle) {
    return world.balancers.keeps_connection(ListenerHandle{0}, now - age, now - idle);
  };
  CHECK(keeps(3599s, 59s));
  CHECK_FALSE(keeps(3599s, 60s));
  CHECK_FALSE(keeps(3600s, 0s));
  const Json idle = {{"Key", "idle_timeout.timeout_seconds"}, {"Value", "5"}};
  const Json age = {{"Key", "client_keep_alive.seconds"}, {"Value", "60"}};
  world.call("ModifyLoadBalancerAttributes",
             {{"LoadBalancerArn", world.balancer}, {"Attributes", Json::array({idle, age})}});
  CHECK(keeps(59s, 4s));
  CHECK_FALSE(keeps(59s, 5s));
  CHECK_FALSE(keeps(60s, 4s));
  struct Row {
    const char* key;
    const char* value;
  };
  for (const Row& row :
       {Row{"idle_timeout.timeout_seconds", "0"}, Row{"idle_timeout.timeout_seconds", "4001"},
        Row{"client_keep_alive.seconds", "59"}, Row{"client_keep_alive.seconds", "604801"}}) {
    const Json bad = {{"Key", row.key}, {"Value", row.value}};
    CHECK(world
              .error("ModifyLoadBalancerAttributes",
                     {{"LoadBalancerArn", world.balancer}, {"Attributes", Json::array({bad})}})
              .code == "ValidationError");
  }
}

TEST_CASE("A1.9 fail-open by percentage; functions have no such threshold") {
  IpWorld world;
  for (const char* ip : {"10.0.0.6", "10.0.0.7"}) {
    world.network.hosts[std::string(ip) + ":8080"] = {ConnectOutcome::refused, {}, 0s};
    world.register_ip(world.ip_group, ip);
  }
  world.runtime.run_for(31s);
  const std::string key =
      "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage";
  const auto targets = [&] {
    std::set<std::string> seen;
    for (int i = 0; i < 6; ++i) seen.emplace(world.get("/", 0s)->target);
    return seen.size();
  };
  CHECK(targets() == 1);
  world.set_group(world.ip_group, key, "33");
  CHECK(targets() == 1);
  world.set_group(world.ip_group, key, "34");  // one of three is too few
  CHECK(targets() == 3);
  world.set_group(world.ip_group, key, "off");
  CHECK(targets() == 1);
  const Json attribute = {{"Key", key}, {"Value", "50"}};
  CHECK(world
            .error("ModifyTargetGroupAttributes", {{"TargetGroupArn", world.lambda_group},
                                                   {"Attributes", Json::array({attribute})}})
            .code == "InvalidConfigurationRequest");
}
