// aws-facts A1, H12: clients that come back to their target group by a cookie.
#include "emulator/alb/sticky_cookies.hpp"
#include "tests/emulator/alb/cookies.hpp"
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

struct StickyWorld : World {
  explicit StickyWorld(Settings settings = quick()) : World(std::move(settings)) {
    build();
    network.hosts[kAddress] = {};
    register_ip(ip_group, kIp);
    set_sticky_weights(1, 0);
  }

  void set_sticky_weights(int lambda_weight, int ecs_weight, int seconds = 100) {
    Json actions = weighted(lambda_group, lambda_weight, ip_group, ecs_weight);
    actions[0]["ForwardConfig"]["TargetGroupStickinessConfig"] = {{"Enabled", true},
                                                                  {"DurationSeconds", seconds}};
    call("ModifyListener", {{"ListenerArn", listener}, {"DefaultActions", actions}});
    runtime.run_for(0s);
  }
  ClientResponse send_with(const std::string& cookie, Duration time = 0s) {
    return *send(with_cookie(cookie), time);
  }
};

}  // namespace

TEST_CASE("A1.13 an answer sets AWSALBTG and AWSALBTGCORS, kept for seven days") {
  StickyWorld world;
  const auto fields = set_cookies(world.send_with(""));
  REQUIRE(fields.size() == 2);
  const std::string value = fields[0].substr(9, 140);
  CHECK(fields[0] == "AWSALBTG=" + value + "; Expires=Mon, 12 Jan 2026 12:00:00 GMT; Path=/");
  CHECK(fields[1] == "AWSALBTGCORS=" + value +
                         "; Expires=Mon, 12 Jan 2026 12:00:00 GMT; Path=/; SameSite=None; Secure");
}

TEST_CASE("A1.13 H12 a cookie goes before the weights: a client stays in a group of weight 0") {
  StickyWorld world;
  const auto first = world.send_with("");
  REQUIRE(first.target_group == "lambda-tg");
  world.set_sticky_weights(0, 1);
  const std::string name = GENERATE("AWSALBTG", "AWSALBTGCORS");
  const std::string cookie = "a=1; " + cookie_of(first, name) + "; b=2";
  for (int i = 0; i < 20; ++i) CHECK(world.send_with(cookie).target_group == "lambda-tg");
  CHECK(world.send_with("").target_group == "ecs-tg");
}

TEST_CASE(
    "A1.13 the period ends DurationSeconds after the first answer, or after the last if so set") {
  Settings settings = World::quick();
  settings.stickiness_renews = GENERATE(false, true);
  StickyWorld world(settings);
  std::string cookie = cookie_of(world.send_with(""), "AWSALBTG");
  world.set_sticky_weights(0, 1);
  world.runtime.run_for(60s);
  auto answer = world.send_with(cookie);
  CHECK(answer.target_group == "lambda-tg");
  cookie = cookie_of(answer, "AWSALBTG");
  world.runtime.run_for(40s - 1ns);
  CHECK(world.send_with(cookie).target_group == "lambda-tg");
  world.runtime.run_for(1ns);
  answer = world.send_with(cookie);
  CHECK(answer.target_group == (settings.stickiness_renews ? "lambda-tg" : "ecs-tg"));
}

TEST_CASE("A1.13 a client stuck to a group that was emptied gets 503 until its cookie expires") {
  StickyWorld world;
  const std::string cookie = cookie_of(world.send_with(""), "AWSALBTG");
  world.set_sticky_weights(0, 1);
  world.call("DeregisterTargets", {{"TargetGroupArn", world.lambda_group},
                                   {"Targets", Json::array({{{"Id", kFunction}}})}});
  const auto answer = world.send_with(cookie);
  CHECK(answer.response.status == 503);
  CHECK(answer.target_group == "lambda-tg");
  CHECK(set_cookies(answer).empty());
  CHECK(world.send_with("").response.status == 200);
  world.runtime.run_for(100s);
  CHECK(world.send_with(cookie).response.status == 200);
}

TEST_CASE("A1.13 a cookie of a group that the action no longer names is as none") {
  StickyWorld world;
  const std::string cookie = cookie_of(world.send_with(""), "AWSALBTG");
  Json actions = World::forward_to(world.ip_group);
  actions[0]["ForwardConfig"] = {
      {"TargetGroups", Json::array({{{"TargetGroupArn", world.ip_group}}})},
      {"TargetGroupStickinessConfig", {{"Enabled", true}, {"DurationSeconds", 100}}}};
  world.call("ModifyListener", {{"ListenerArn", world.listener}, {"DefaultActions", actions}});
  world.runtime.run_for(0s);
  CHECK(world.send_with(cookie).target_group == "ecs-tg");
}

TEST_CASE("A1.13 without stickiness a cookie is not looked at, and none is set") {
  StickyWorld world;
  const std::string cookie = cookie_of(world.send_with(""), "AWSALBTG");
  world.set_weights(0, 1);
  world.runtime.run_for(0s);
  const auto answer = world.send_with(cookie);
  CHECK(answer.target_group == "ecs-tg");
  CHECK(set_cookies(answer).empty());
  CHECK(world.send_with("AWSALBTG=rubbish").response.status == 200);
}

TEST_CASE("A4.15 a cookie that is not of the load balancer's making: AWSALBTGCookieInvalid") {
  Settings settings = World::quick();
  settings.invalid_cookie_status = GENERATE(400, 500);
  StickyWorld world(settings);
  std::string cookie = cookie_of(world.send_with(""), "AWSALBTG");
  SECTION("URL-encoded") { cookie.replace(cookie.size() - 1, 1, "%3D"); }
  SECTION("changed") { cookie[20] = cookie[20] == 'A' ? 'B' : 'A'; }
  SECTION("cut off") { cookie.resize(cookie.size() - 4); }
  SECTION("empty") { cookie = "AWSALBTG="; }
  const auto answer = world.send_with(cookie);
  CHECK(answer.response.status == settings.invalid_cookie_status);
  CHECK(answer.error_reason == "AWSALBTGCookieInvalid");
  CHECK(answer.target_kind == TargetKind::none);
  CHECK(world.lambda.events.size() == 1);
  world.balancers.close_minute();
  CHECK(world.events("alb.minute")[0].data["by_error_reason"] ==
        Json{{"AWSALBTGCookieInvalid", 1}});
}

TEST_CASE("A1.13 cookies look like nothing, differ each time, and tell what they were made of") {
  sim::VirtualRuntime runtime;
  StickyCookies cookies(runtime.rng("test"));
  const Pin pin{Pin::Kind::target, 7, 8, TimePoint(9s)};
  const std::string value = cookies.write(pin);
  CHECK(value.size() == 128);
  CHECK(cookies.write(pin) != value);
  const auto read = cookies.read(value, Pin::Kind::target);
  REQUIRE(read);
  CHECK(read->group == 7);
  CHECK(read->target == 8);
  CHECK(read->since == TimePoint(9s));
  CHECK_FALSE(cookies.read(value, Pin::Kind::application));
  CHECK_FALSE(cookies.read(value, Pin::Kind::group));
  for (std::size_t i = 0; i < value.size(); ++i) {
    std::string changed = value;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(cookies.read(changed, Pin::Kind::target));
  }
  CHECK_FALSE(StickyCookies(runtime.rng("other")).read(value, Pin::Kind::target));
}

TEST_CASE("A1.13 TargetGroupStickinessConfig: 1 to 604800 seconds, shown as it was set") {
  World world;
  world.build();
  const auto actions = [&](const Json& config) {
    Json list = World::weighted(world.lambda_group, 1, world.ip_group, 0);
    list[0]["ForwardConfig"]["TargetGroupStickinessConfig"] = config;
    return Json{{"ListenerArn", world.listener}, {"DefaultActions", list}};
  };
  const Json good = {{"Enabled", true}, {"DurationSeconds", 604800}};
  const Json shown = world.call("ModifyListener", actions(good));
  CHECK(
      shown["Listeners"][0]["DefaultActions"][0]["ForwardConfig"]["TargetGroupStickinessConfig"] ==
      good);
  for (const Json& bad : {Json{{"Enabled", true}}, Json{{"Enabled", true}, {"DurationSeconds", 0}},
                          Json{{"Enabled", true}, {"DurationSeconds", 604801}}}) {
    CHECK(world.error("ModifyListener", actions(bad)).code == "ValidationError");
  }
  world.call("ModifyListener", actions({{"Enabled", false}, {"DurationSeconds", 0}}));
}
