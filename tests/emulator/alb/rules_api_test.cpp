// The operations on rules: priorities, limits, and when a change acts.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

Json path_is(const std::string& path) {
  return Json::array({{{"Field", "path-pattern"}, {"Values", {path}}}});
}

Json rule(World& world, int priority, const Json& conditions, const Json& actions) {
  return {{"ListenerArn", world.listener},
          {"Priority", priority},
          {"Conditions", conditions},
          {"Actions", actions}};
}

}  // namespace

TEST_CASE("rules: priorities, limits, and the default rule's protection") {
  World world;
  world.build();
  const Json to_ip = World::forward_to(world.ip_group);
  const Json made = world.call("CreateRule", rule(world, 5, path_is("/a"), to_ip));
  CHECK(world.error("CreateRule", rule(world, 5, path_is("/b"), to_ip)).code == "PriorityInUse");
  CHECK(world.error("CreateRule", rule(world, 0, path_is("/b"), to_ip)).code == "ValidationError");
  const Json many =
      Json::array({{{"Field", "path-pattern"}, {"Values", {"/1", "/2", "/3", "/4", "/5", "/6"}}}});
  CHECK(world.error("CreateRule", rule(world, 6, many, to_ip)).code == "ValidationError");
  const Json unknown = Json::array({{{"Field", "cookie"}, {"Values", {"x"}}}});
  CHECK(world.error("CreateRule", rule(world, 6, unknown, to_ip)).code == "ValidationError");
  const Json twice = Json::array({path_is("/a")[0], path_is("/b")[0]});
  CHECK(world.error("CreateRule", rule(world, 6, twice, to_ip)).code == "ValidationError");

  const Json rules = world.call("DescribeRules", {{"ListenerArn", world.listener}})["Rules"];
  const Json standard = rules[1]["RuleArn"];
  CHECK(world.error("DeleteRule", {{"RuleArn", standard}}).code == "OperationNotPermitted");
  CHECK(world.error("ModifyRule", {{"RuleArn", standard}}).code == "OperationNotPermitted");
  CHECK(rules[0]["Conditions"] == Json::array({{{"Field", "path-pattern"},
                                                {"Values", {"/a"}},
                                                {"PathPatternConfig", {{"Values", {"/a"}}}}}}));
}

TEST_CASE("SetRulePriorities reorders at once, and swaps") {
  World world;
  world.build();
  const auto make = [&](int priority, int status) {
    const Json answer = {{"Type", "fixed-response"},
                         {"FixedResponseConfig", {{"StatusCode", std::to_string(status)}}}};
    const Json made =
        world.call("CreateRule", rule(world, priority, path_is("/a"), Json::array({answer})));
    return made["Rules"][0]["RuleArn"].get<std::string>();
  };
  const std::string first = make(1, 201);
  const std::string second = make(2, 202);
  CHECK(world.get("/a")->response.status == 201);
  const auto priorities = [](const std::string& a, int pa, const std::string& b, int pb) {
    const Json one = {{"RuleArn", a}, {"Priority", pa}};
    const Json two = {{"RuleArn", b}, {"Priority", pb}};
    return Json{{"RulePriorities", Json::array({one, two})}};
  };
  world.call("SetRulePriorities", priorities(first, 2, second, 1));
  CHECK(world.get("/a")->response.status == 202);
  CHECK(world.error("SetRulePriorities", priorities(first, 3, second, 3)).code == "PriorityInUse");
  CHECK(world.error("SetRulePriorities", priorities(first, 3, "x", 4)).code == "RuleNotFound");
  CHECK(world.get("/a")->response.status == 202);
}

TEST_CASE("ModifyRule acts after the propagation delay and tells of new weights") {
  Settings settings = World::quick();
  settings.listener_propagation = Duration(5s);
  World world(settings);
  world.build();
  const Json made = world.call(
      "CreateRule", rule(world, 5, path_is("/a"), World::forward_to(world.lambda_group)));
  CHECK(world.get("/a")->response.status == 200);  // a new rule acts at once
  world.call("ModifyRule", {{"RuleArn", made["Rules"][0]["RuleArn"]},
                            {"Actions", World::forward_to(world.ip_group)}});
  CHECK(world.get("/a", 1s)->response.status == 200);
  world.runtime.run_for(5s);
  CHECK(world.get("/a")->response.status == 503);
  CHECK(world.events("elbv2.weights_changed").back().data["groups"] == Json{{"ecs-tg", 1}});
}
