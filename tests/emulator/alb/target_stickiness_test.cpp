// aws-facts A1: clients that come back to their target by a cookie.
#include "tests/emulator/alb/cookies.hpp"
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

constexpr const char* kOther = "10.0.0.6:8080";

struct TwoTargets : IpWorld {
  explicit TwoTargets(const Json& attributes) {
    network.hosts[kOther] = {};
    call("ModifyTargetGroup", {{"TargetGroupArn", ip_group},
                               {"HealthCheckIntervalSeconds", 6},
                               {"HealthyThresholdCount", 2}});
    register_ip(ip_group, "10.0.0.6");
    call("ModifyListener", {{"ListenerArn", listener}, {"DefaultActions", forward_to(ip_group)}});
    Json list = Json::array();
    for (const auto& [key, value] : attributes.items()) {
      list.push_back({{"Key", key}, {"Value", value}});
    }
    call("ModifyTargetGroupAttributes", {{"TargetGroupArn", ip_group}, {"Attributes", list}});
    runtime.run_for(1s);
  }
  ClientResponse send_with(const std::string& cookie) { return *send(with_cookie(cookie), 0s); }
};

const Json kByBalancer = {{"stickiness.enabled", "true"},
                          {"stickiness.lb_cookie.duration_seconds", "100"}};
const Json kByApplication = {{"stickiness.enabled", "true"},
                             {"stickiness.type", "app_cookie"},
                             {"stickiness.app_cookie.cookie_name", "SID"},
                             {"stickiness.app_cookie.duration_seconds", "100"}};

core::ApiError refused(World& world, const std::string& group, const Json& attributes) {
  Json list = Json::array();
  for (const auto& [key, value] : attributes.items()) {
    list.push_back({{"Key", key}, {"Value", value}});
  }
  return world.error("ModifyTargetGroupAttributes",
                     {{"TargetGroupArn", group}, {"Attributes", list}});
}

}  // namespace

TEST_CASE("A1.14 lb_cookie: AWSALB and AWSALBCORS with every answer, kept for seven days") {
  TwoTargets world(kByBalancer);
  const auto first = world.send_with("");
  const auto fields = set_cookies(first);
  REQUIRE(fields.size() == 2);
  const std::string value = fields[0].substr(7, 128);
  CHECK(fields[0] == "AWSALB=" + value + "; Expires=Mon, 12 Jan 2026 12:00:02 GMT; Path=/");
  CHECK(fields[1] == "AWSALBCORS=" + value +
                         "; Expires=Mon, 12 Jan 2026 12:00:02 GMT; Path=/; SameSite=None; Secure");
  CHECK(fields[0].find("Max-Age") == std::string::npos);
  const auto second = world.send_with(cookie_of(first, "AWSALB"));
  CHECK(set_cookies(second).size() == 2);
  CHECK(cookie_of(second, "AWSALB") != cookie_of(first, "AWSALB"));
}

TEST_CASE("A1.14 lb_cookie: a client stays with its target for the period") {
  TwoTargets world(kByBalancer);
  const auto first = world.send_with("");
  const std::string cookie = cookie_of(first, GENERATE("AWSALB", "AWSALBCORS"));
  for (int i = 0; i < 6; ++i) CHECK(world.send_with(cookie).target == first.target);
  CHECK(world.send_with("").target != world.send_with("").target);
  CHECK(world.send_with("AWSALB=rubbish").response.status == 200);

  world.runtime.run_for(100s);
  CHECK(world.send_with(cookie).target != world.send_with(cookie).target);
}

TEST_CASE("A1.14 a stuck client gets another target when its own is unhealthy, and stays there") {
  TwoTargets world(kByBalancer);
  const auto first = world.send_with("");
  world.network.hosts[std::string(first.target)].outcome = ConnectOutcome::refused;
  world.runtime.run_for(40s);
  const auto moved = world.send_with(cookie_of(first, "AWSALB"));
  CHECK(moved.response.status == 200);
  CHECK(moved.target != first.target);
  world.network.hosts[std::string(first.target)].outcome = ConnectOutcome::answered;
  world.runtime.run_for(40s);
  REQUIRE(world.state_of(world.ip_group, first.target == kAddress ? "10.0.0.5" : "10.0.0.6") ==
          "healthy");
  const std::string cookie = cookie_of(moved, "AWSALB");
  for (int i = 0; i < 4; ++i) CHECK(world.send_with(cookie).target == moved.target);
}

TEST_CASE("A1.8 A1.14 a draining target gets no new requests, not even from those stuck to it") {
  TwoTargets world(kByBalancer);
  const auto first = world.send_with("");
  const bool is_first = first.target == kAddress;
  world.balancers.deregister_target(world.ip_group, is_first ? "10.0.0.5" : "10.0.0.6", 8080);
  const std::string cookie = cookie_of(first, "AWSALB");
  for (int i = 0; i < 4; ++i) CHECK(world.send_with(cookie).target != first.target);
}

TEST_CASE(
    "A1.14 app_cookie: stuck once the target has set its cookie, and renewed by each answer") {
  TwoTargets world(kByApplication);
  const auto before = world.send_with("");
  REQUIRE(set_cookies(before).size() == 4);
  CHECK(cookie_of(before, "AWSALBAPP-0") == "AWSALBAPP-0=_remove_");

  for (auto& [address, host] : world.network.hosts) {
    host.response.headers.add("Set-Cookie", "SID=1; Path=/");
  }
  const auto first = world.send_with("");
  REQUIRE(set_cookies(first).size() == 5);
  CHECK(cookie_of(first, "AWSALBAPP-0").size() == 12 + 128);
  CHECK(cookie_of(first, "AWSALBAPP-3") == "AWSALBAPP-3=_remove_");
  for (auto& [address, host] : world.network.hosts) host.response.headers.remove("Set-Cookie");

  std::string cookie = cookie_of(first, "AWSALBAPP-0");
  CHECK(world.send_with(cookie).target != world.send_with(cookie).target);  // both are needed
  for (int i = 0; i < 4; ++i) {
    const auto next = world.send_with("SID=1; " + cookie);
    CHECK(next.target == first.target);
    cookie = cookie_of(next, "AWSALBAPP-0");
    world.runtime.run_for(60s);
  }
  world.runtime.run_for(40s);
  const auto expired = world.send_with("SID=1; " + cookie);
  CHECK(cookie_of(expired, "AWSALBAPP-0") == "AWSALBAPP-0=_remove_");
}

TEST_CASE("A1.14 both kinds of stickiness together: the group's cookie, then the target's") {
  World world;
  world.build();
  world.network.hosts[kAddress] = {};
  world.register_ip(world.ip_group, kIp);
  Json actions = World::weighted(world.lambda_group, 0, world.ip_group, 1);
  actions[0]["ForwardConfig"]["TargetGroupStickinessConfig"] = {{"Enabled", true},
                                                                {"DurationSeconds", 60}};
  world.call("ModifyListener", {{"ListenerArn", world.listener}, {"DefaultActions", actions}});
  world.set_group(world.ip_group, "stickiness.enabled", "true");
  world.runtime.run_for(1s);
  const auto answer = world.get("/", 0s);
  const auto fields = set_cookies(*answer);
  REQUIRE(fields.size() == 4);
  CHECK(fields[0].starts_with("AWSALBTG="));
  CHECK(fields[2].starts_with("AWSALB="));
}

TEST_CASE("A1.14 answers of the load balancer's own set no cookie") {
  TwoTargets world(kByBalancer);
  for (auto& [address, host] : world.network.hosts) host.outcome = ConnectOutcome::reset;
  const auto answer = world.send_with("");
  CHECK(answer.response.status == 502);
  CHECK(set_cookies(answer).empty());
}

TEST_CASE("A1.14 stickiness of targets that AWS refuses, in its words") {
  World world;
  world.build();
  auto error = refused(world, world.ip_group, kByBalancer);
  CHECK(error.code == "InvalidConfigurationRequest");
  CHECK(error.message ==
        "This target group appears behind a rule with group stickiness disabled (" +
            world.ip_group +
            "). You must enable group stickiness before enabling target "
            "stickiness");
  error = refused(world, world.ip_group, kByApplication);
  CHECK(error.code == "InvalidConfigurationRequest");
  CHECK(refused(world, world.lambda_group, kByBalancer).code == "InvalidConfigurationRequest");

  const std::string alone = world.make_ip_group("alone");
  error =
      refused(world, alone, {{"stickiness.enabled", "true"}, {"stickiness.type", "app_cookie"}});
  CHECK(error.code == "InvalidConfigurationRequest");
  CHECK(error.message ==
        "You must set an application cookie name to enable stickiness of type 'app_cookie'");
  Json reserved = kByApplication;
  reserved["stickiness.app_cookie.cookie_name"] = "AWSALBTG2";
  CHECK(refused(world, alone, reserved).code == "InvalidConfigurationRequest");
  CHECK(refused(world, alone, {{"stickiness.lb_cookie.duration_seconds", "604801"}}).code ==
        "ValidationError");
}

TEST_CASE("A1.14 groups with sticky targets that an action may not weigh") {
  World world;
  world.build();
  const std::string alone = world.make_ip_group("alone");
  Json actions = World::weighted(world.lambda_group, 1, alone, 1);
  const Json params = {{"ListenerArn", world.listener}, {"DefaultActions", actions}};
  world.set_group(alone, "stickiness.enabled", "true");
  auto error = world.error("ModifyListener", params);
  CHECK(error.code == "InvalidLoadBalancerAction");
  CHECK(error.message ==
        "You must enable group stickiness on a rule if you enabled target stickiness on one of its "
        "target groups");
  world.set_group(alone, "stickiness.app_cookie.cookie_name", "SID");
  world.set_group(alone, "stickiness.type", "app_cookie");
  error = world.error("ModifyListener", params);
  CHECK(error.code == "InvalidLoadBalancerAction");
  CHECK(error.message.find("application-based stickiness") != std::string::npos);
  world.call("ModifyListener",
             {{"ListenerArn", world.listener}, {"DefaultActions", World::forward_to(alone)}});
}
