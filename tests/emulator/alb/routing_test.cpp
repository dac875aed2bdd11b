// aws-facts A1 and A2: weights, rules, and what a chosen group answers.
#include "emulator/alb/routing.hpp"

#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

// How many of `n` requests went to the function.
int to_lambda(World& world, int n) {
  int count = 0;
  for (int i = 0; i < n; ++i) {
    count += world.get("/", 0s)->target_kind == TargetKind::lambda ? 1 : 0;
  }
  return count;
}

Json condition(const std::string& field, const Json& values) {
  return Json::array({{{"Field", field}, {"Values", values}}});
}

Json fixed(int status, const std::string& body) {
  return Json::array(
      {{{"Type", "fixed-response"},
        {"FixedResponseConfig", {{"StatusCode", std::to_string(status)}, {"MessageBody", body}}}}});
}

}  // namespace

TEST_CASE("A1.1 A1.12 H13 requests are shared by weight, each request anew") {
  World world;
  world.build();
  world.network.hosts["10.0.0.5:8080"] = {};
  world.register_ip(world.ip_group, "10.0.0.5");
  world.runtime.run_for(1s);
  world.set_weights(10, 20);
  world.runtime.run_for(1s);
  const int lambda = to_lambda(world, 3000);
  CHECK(lambda > 900);
  CHECK(lambda < 1100);
}

TEST_CASE("A1.1 weight 0 is never chosen") {
  World world;
  world.build();
  CHECK(to_lambda(world, 500) == 500);
}

TEST_CASE("A1.5 A1.6 H8 no fail-over between groups: the empty group's share gets 503") {
  World world;
  world.build();
  world.set_weights(0, 1);
  world.runtime.run_for(1s);
  const auto answer = world.get();
  CHECK(answer->response.status == 503);
  CHECK(answer->target_group == "ecs-tg");
  CHECK(answer->target_kind == TargetKind::none);
  CHECK_FALSE(answer->target_status.has_value());
}

TEST_CASE("A1.10 all weights 0: 503, or what is set") {
  Settings settings = World::quick();
  settings.all_weights_zero_status = GENERATE(503, 500);
  World world(settings);
  world.build();
  world.set_weights(0, 0);
  world.runtime.run_for(1s);
  CHECK(world.get()->response.status == settings.all_weights_zero_status);
}

TEST_CASE("A1.7 H8 a group with only unhealthy targets fails open") {
  World world;
  world.build();
  world.network.hosts["10.0.0.5:8080"] = {ConnectOutcome::answered, {500, "", {}, "sick"}, 0s};
  world.register_ip(world.ip_group, "10.0.0.5");
  world.set_weights(0, 1);
  world.runtime.run_for(31s);
  REQUIRE(world.state_of(world.ip_group, "10.0.0.5") == "unhealthy");
  const auto answer = world.get();
  CHECK(answer->response.status == 500);
  CHECK(answer->target_status == 500);
  CHECK(world.metrics.sum("UnhealthyRoutingRequestCount LoadBalancer=app/web "
                          "TargetGroup=targetgroup/ecs-tg") == 1);
}

TEST_CASE("A1.7 one healthy target takes all: the unhealthy one gets nothing") {
  World world;
  world.build();
  world.network.hosts["10.0.0.5:8080"] = {};
  world.network.hosts["10.0.0.6:8080"] = {ConnectOutcome::refused, {}, 0s};
  world.register_ip(world.ip_group, "10.0.0.5");
  world.register_ip(world.ip_group, "10.0.0.6");
  world.set_weights(0, 1);
  world.runtime.run_for(31s);
  REQUIRE(world.state_of(world.ip_group, "10.0.0.6") == "unhealthy");
  for (int i = 0; i < 10; ++i) CHECK(world.get("/", 0s)->target == "10.0.0.5:8080");
}

TEST_CASE("A1.8 a group whose only target is initial: 503, or served if so set") {
  const bool serves = GENERATE(false, true);
  Settings settings = World::quick();
  settings.initial_only_serves = serves;
  World world(settings);
  world.build();
  world.network.hosts["10.0.0.5:8080"] = {};
  world.network.hosts["10.0.0.5:8080"].delay = 3s;  // the first check is still under way
  world.register_ip(world.ip_group, "10.0.0.5");
  world.set_weights(0, 1);
  world.runtime.run_for(1s);
  REQUIRE(world.state_of(world.ip_group, "10.0.0.5") == "initial");
  CHECK(world.get("/", 4s)->response.status == (serves ? 200 : 503));
}

TEST_CASE("A1.15 new weights act after the propagation delay, what is shown changes at once") {
  Settings settings = World::quick();
  settings.listener_propagation = Duration(5s);
  World world(settings);
  world.build();
  CauseScope cause(world.runtime, 77);
  world.set_weights(0, 1);
  const Json shown =
      world.call("DescribeListeners", {{"ListenerArns", Json::array({world.listener})}});
  CHECK(shown["Listeners"][0]["DefaultActions"][0]["ForwardConfig"]["TargetGroups"][1]["Weight"] ==
        1);
  CHECK(world.get("/", 4s)->response.status == 200);
  CHECK(world.events("elbv2.weights_changed").empty());
  world.runtime.run_for(1s);
  CHECK(world.get("/", 0s)->response.status == 503);
  const auto events = world.events("elbv2.weights_changed");
  REQUIRE(events.size() == 1);
  CHECK(events[0].t == TimePoint(5s));
  CHECK(events[0].cause == 77);
  CHECK(events[0].data == Json{{"listener", world.listener},
                               {"lambda", 0},
                               {"ecs", 1},
                               {"groups", {{"lambda-tg", 0}, {"ecs-tg", 1}}}});
}

TEST_CASE("A1.15 a later change is never overtaken by an earlier, slower one") {
  Settings settings = World::quick();
  settings.listener_propagation = core::Delay::uniform(1s, 10s);
  World world(settings);
  world.build();
  for (int i = 0; i < 50; ++i) {
    world.set_weights(0, 1 + i);
    world.runtime.run_for(100ms);
  }
  world.set_weights(1, 0);
  world.runtime.run_for(20s);
  CHECK(world.events("elbv2.weights_changed").back().data["lambda"] == 1);
  CHECK(world.get()->response.status == 200);
}

TEST_CASE("A1.15 setting the same weights again is no change") {
  World world;
  world.build();
  world.set_weights(1, 0);
  world.runtime.run_for(1s);
  CHECK(world.events("elbv2.weights_changed").empty());
}

TEST_CASE("A1.15 requests under way finish on their group") {
  World world;
  world.build();
  world.lambda.delay = 10s;
  std::optional<ClientResponse> answer;
  world.balancers.send(ListenerHandle{0}, {}, [&](ClientResponse r) { answer = std::move(r); });
  world.runtime.run_for(1s);
  world.set_weights(0, 1);
  world.runtime.run_for(20s);
  REQUIRE(answer);
  CHECK(answer->response.status == 200);
  CHECK(answer->target_group == "lambda-tg");
}

TEST_CASE("A2.1 round robin takes turns, least_outstanding_requests takes the idle one") {
  World world;
  world.build();
  for (const char* ip : {"10.0.0.5", "10.0.0.6"}) {
    world.network.hosts[std::string(ip) + ":8080"] = {};
    world.register_ip(world.ip_group, ip);
  }
  world.set_weights(0, 1);
  world.runtime.run_for(1s);
  CHECK(world.get("/", 0s)->target == "10.0.0.5:8080");
  CHECK(world.get("/", 0s)->target == "10.0.0.6:8080");
  CHECK(world.get("/", 0s)->target == "10.0.0.5:8080");

  world.set_group(world.ip_group, "load_balancing.algorithm.type", "least_outstanding_requests");
  world.network.hosts["10.0.0.6:8080"].delay = 20s;
  int slow = 0;
  for (int i = 0; i < 6; ++i) slow += world.get("/", 100ms) ? 0 : 1;
  CHECK(slow == 1);
}

TEST_CASE("rules are tried by priority; the default action is last") {
  World world;
  world.build();
  const auto add = [&](int priority, const Json& conditions, const std::string& body) {
    world.call("CreateRule", {{"ListenerArn", world.listener},
                              {"Priority", priority},
                              {"Conditions", conditions},
                              {"Actions", fixed(200, body)}});
  };
  add(20, condition("path-pattern", {"/a*"}), "twenty");
  add(10, condition("path-pattern", {"/ab?"}), "ten");
  CHECK(world.get("/abc")->response.body == "ten");
  CHECK(world.get("/abcd")->response.body == "twenty");
  CHECK(world.get("/b")->target_kind == TargetKind::lambda);
  const Json rules = world.call("DescribeRules", {{"ListenerArn", world.listener}})["Rules"];
  REQUIRE(rules.size() == 3);
  CHECK(rules[0]["Priority"] == "10");
  CHECK(rules[2]["Priority"] == "default");
  CHECK(rules[2]["IsDefault"] == true);
}

TEST_CASE("every kind of condition is met by what it names") {
  World world;
  world.build();
  Json condition;
  ClientRequest yes;
  yes.request.target = "/x?version=v1";
  yes.request.headers = {{"Host", "API.example.com:80"}, {"X-Env", "Staging"}};
  yes.client_ip = "192.0.2.9";
  ClientRequest no = yes;
  SECTION("host-header, without case and port") {
    condition = {{"Field", "host-header"}, {"HostHeaderConfig", {{"Values", {"api.*.com"}}}}};
    no.request.headers = {{"Host", "www.example.com"}};
  }
  SECTION("http-request-method") {
    condition = {{"Field", "http-request-method"},
                 {"HttpRequestMethodConfig", {{"Values", {"GET"}}}}};
    no.request.method = "POST";
  }
  SECTION("http-header") {
    condition = {{"Field", "http-header"},
                 {"HttpHeaderConfig", {{"HttpHeaderName", "x-env"}, {"Values", {"stag*"}}}}};
    no.request.headers = {{"X-Env", "production"}};
  }
  SECTION("query-string") {
    const Json pair = {{"Key", "version"}, {"Value", "v1"}};
    condition = {{"Field", "query-string"},
                 {"QueryStringConfig", {{"Values", Json::array({pair})}}}};
    no.request.target = "/x?version=v2&other=v1";
  }
  SECTION("source-ip") {
    condition = {{"Field", "source-ip"}, {"SourceIpConfig", {{"Values", {"192.0.2.0/28"}}}}};
    no.client_ip = "192.0.2.16";
  }
  SECTION("all of several") {
    condition = {{"Field", "path-pattern"}, {"PathPatternConfig", {{"Values", {"/y", "/x"}}}}};
    no.request.target = "/X";  // paths are compared with case
  }
  world.call("CreateRule", {{"ListenerArn", world.listener},
                            {"Priority", 1},
                            {"Conditions", Json::array({condition})},
                            {"Actions", fixed(200, "met")}});
  CHECK(world.send(yes)->response.body == "met");
  CHECK(world.send(no)->response.body == "hi");
}

TEST_CASE("patterns: * is any characters, ? exactly one") {
  CHECK(matches_pattern("*", "", false));
  CHECK(matches_pattern("/img/*/pics", "/img/a/b/pics", false));
  CHECK_FALSE(matches_pattern("/img/?", "/img/", false));
  CHECK(matches_pattern("a*b*c", "aXbXbXc", false));
  CHECK_FALSE(matches_pattern("a*b*c", "aXbXb", false));
  CHECK_FALSE(matches_pattern("A", "a", false));
  CHECK(matches_pattern("A", "a", true));
}

TEST_CASE("A3.19 a redirect keeps what it does not name, and has nginx's page of 134 bytes") {
  World world;
  world.build();
  const Json redirect = {
      {"Type", "redirect"},
      {"RedirectConfig", {{"Protocol", "HTTPS"}, {"Port", "443"}, {"StatusCode", "HTTP_301"}}}};
  world.call("ModifyListener",
             {{"ListenerArn", world.listener}, {"DefaultActions", Json::array({redirect})}});
  world.runtime.run_for(1s);
  const auto answer = world.get("/a/b?c=d");
  CHECK(answer->response.status == 301);
  CHECK(header(*answer, "Location") == "https://example.com:443/a/b?c=d");
  CHECK(answer->response.body.size() == 134);
  CHECK(header(*answer, "Server") == "awselb/2.0");
  // The weights that no request is routed by any more.
  CHECK(world.events("elbv2.weights_changed").back().data["groups"] == Json::object());
}

TEST_CASE("a deleted listener refuses connections") {
  World world;
  world.build();
  world.call("DeleteListener", {{"ListenerArn", world.listener}});
  CHECK_FALSE(world.balancers.find_listener(world.listener));
  CHECK(world.balancers.listeners().empty());
  CHECK_FALSE(world.get()->connected);
}
