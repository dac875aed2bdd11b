// aws-facts A1, A2, A5, A7: the operations of elbv2, their ranges and their errors.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

Json share(const std::string& group, const Json& weight) {
  Json json = {{"TargetGroupArn", group}};
  if (!weight.is_null()) json["Weight"] = weight;
  return json;
}

Json forward(const std::vector<Json>& shares) {
  Json list = Json::array();
  for (const auto& one : shares) list.push_back(one);
  const Json action = {{"Type", "forward"}, {"ForwardConfig", {{"TargetGroups", list}}}};
  return Json::array({action});
}

core::ApiError modify(World& world, const Json& actions) {
  return world.error("ModifyListener",
                     {{"ListenerArn", world.listener}, {"DefaultActions", actions}});
}

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

TEST_CASE("A1 weights are integers from 0 to 999, also as the query protocol sends them") {
  World world;
  world.build();
  for (const Json& bad : {Json(-1), Json(1000), Json(1.5), Json("x")}) {
    const auto error = modify(world, forward({share(world.lambda_group, bad)}));
    CHECK(error.code == "ValidationError");
    CHECK(error.http_status == 400);
    CHECK(error.message.find("Weight must be an integer from 0 to 999") != std::string::npos);
  }
  world.call("ModifyListener", {{"ListenerArn", world.listener},
                                {"DefaultActions", forward({share(world.lambda_group, "999"),
                                                            share(world.ip_group, "0")})}});
}

TEST_CASE("A1 with more than one group a weight must be given for each") {
  World world;
  world.build();
  const auto error =
      modify(world, forward({share(world.lambda_group, 1), share(world.ip_group, nullptr)}));
  CHECK(error.code == "ValidationError");
}

TEST_CASE("A1 at most five target groups in an action") {
  World world;
  world.build();
  std::vector<Json> shares;
  for (int i = 0; i < 5; ++i) {
    shares.push_back(share(world.make_ip_group("tg-" + std::to_string(i)), 1));
  }
  world.call("ModifyListener",
             {{"ListenerArn", world.listener}, {"DefaultActions", forward(shares)}});
  shares.push_back(share(world.ip_group, 1));
  CHECK(modify(world, forward(shares)).code == "ValidationError");
}

TEST_CASE("A1 TargetGroupArn and ForwardConfig must say the same") {
  World world;
  world.build();
  Json actions = forward({share(world.lambda_group, 1)});
  actions[0]["TargetGroupArn"] = world.ip_group;
  CHECK(modify(world, actions).code == "InvalidLoadBalancerAction");
  actions = World::weighted(world.lambda_group, 1, world.ip_group, 1);
  actions[0]["TargetGroupArn"] = world.lambda_group;
  CHECK(modify(world, actions).code == "InvalidLoadBalancerAction");
  actions = forward({share(world.lambda_group, 1)});
  actions[0]["TargetGroupArn"] = world.lambda_group;
  world.call("ModifyListener", {{"ListenerArn", world.listener}, {"DefaultActions", actions}});
}

TEST_CASE("A1 ModifyListener replaces the whole list: a group that is left out is not in use") {
  World world;
  world.build();
  world.call("ModifyListener", {{"ListenerArn", world.listener},
                                {"DefaultActions", World::forward_to(world.lambda_group)}});
  world.runtime.run_for(1s);
  world.call("DeleteTargetGroup", {{"TargetGroupArn", world.ip_group}});
  CHECK(world.error("DescribeTargetHealth", {{"TargetGroupArn", world.ip_group}}).code ==
        "TargetGroupNotFound");
}

TEST_CASE("A1 ModifyListener changes only what is named") {
  World world;
  world.build();
  const Json shown =
      world.call("ModifyListener", {{"ListenerArn", world.listener}, {"Port", 8081}});
  CHECK(shown["Listeners"][0]["Port"] == 8081);
  CHECK(shown["Listeners"][0]["DefaultActions"][0]["ForwardConfig"]["TargetGroups"].size() == 2);
}

TEST_CASE("A1 a single group without a weight is shown with weight 1 and stickiness off") {
  World world;
  world.build();
  const Json shown = world.call(
      "ModifyListener",
      {{"ListenerArn", world.listener}, {"DefaultActions", World::forward_to(world.lambda_group)}});
  CHECK(shown["Listeners"][0]["DefaultActions"] ==
        Json::array({{{"Type", "forward"},
                      {"TargetGroupArn", world.lambda_group},
                      {"ForwardConfig",
                       {{"TargetGroups", Json::array({share(world.lambda_group, 1)})},
                        {"TargetGroupStickinessConfig", {{"Enabled", false}}}}}}}));
}

TEST_CASE("A1 a target group belongs to one load balancer") {
  World world;
  world.build();
  const std::string other = world.make_balancer("other");
  const auto error =
      world.error("CreateListener", {{"LoadBalancerArn", other},
                                     {"Port", 80},
                                     {"Protocol", "HTTP"},
                                     {"DefaultActions", World::forward_to(world.ip_group)}});
  CHECK(error.code == "TargetGroupAssociationLimit");
}

TEST_CASE("A1 a lambda target group has one function") {
  World world;
  world.build();
  const std::string other = std::string(kFunction) + "-2";
  const Json one = {{"Id", kFunction}};
  const Json two = {{"Id", other}};
  const auto code = [&](const Json& targets) {
    return world
        .error("RegisterTargets", {{"TargetGroupArn", world.lambda_group}, {"Targets", targets}})
        .code;
  };
  CHECK(code(Json::array({two})) == "TooManyTargets");
  CHECK(code(Json::array({one, two})) == "TooManyTargets");
  world.register_function(world.lambda_group);  // the same again
  const Json with_port = {{"Id", kFunction}, {"Port", 80}};
  CHECK(code(Json::array({with_port})) == "ValidationError");
}

TEST_CASE("A function that does not permit the load balancer cannot be registered") {
  World world;
  world.build();
  const std::string group = world.make_lambda_group("other");
  world.lambda.refusal = "elasticloadbalancing principal does not have permission to invoke";
  const Json targets = Json::array({{{"Id", kFunction}}});
  const auto error =
      world.error("RegisterTargets", {{"TargetGroupArn", group}, {"Targets", targets}});
  CHECK(error.code == "AccessDenied");
  CHECK(error.message == world.lambda.refusal);
}

TEST_CASE("A7 what is not there is not found") {
  World world;
  world.build();
  CHECK(world.error("ModifyListener", {{"ListenerArn", "x"}}).code == "ListenerNotFound");
  CHECK(modify(world, World::forward_to("x")).code == "TargetGroupNotFound");
  CHECK(world.error("DescribeLoadBalancers", {{"Names", {"x"}}}).code == "LoadBalancerNotFound");
  CHECK(world.error("DescribeTargetGroups", {{"Names", {"x"}}}).code == "TargetGroupNotFound");
  CHECK(world.error("DescribeListeners", {{"LoadBalancerArn", "x"}}).code ==
        "LoadBalancerNotFound");
  CHECK(world.error("DeleteRule", {{"RuleArn", "x"}}).code == "RuleNotFound");
  CHECK(world.error("DeleteListener", {{"ListenerArn", "x"}}).code == "ListenerNotFound");
  world.call("DeleteLoadBalancer", {{"LoadBalancerArn", "x"}});  // succeeds, as documented
  world.call("DeleteTargetGroup", {{"TargetGroupArn", "x"}});
}

TEST_CASE("A7 what is in use cannot be deleted") {
  World world;
  world.build();
  CHECK(world.error("DeleteTargetGroup", {{"TargetGroupArn", world.ip_group}}).code ==
        "ResourceInUse");
  const Json protect = {{"Key", "deletion_protection.enabled"}, {"Value", "true"}};
  world.call("ModifyLoadBalancerAttributes",
             {{"LoadBalancerArn", world.balancer}, {"Attributes", Json::array({protect})}});
  CHECK(world.error("DeleteLoadBalancer", {{"LoadBalancerArn", world.balancer}}).code ==
        "OperationNotPermitted");
}

TEST_CASE("deleting a load balancer deletes its listeners and frees its target groups") {
  World world;
  world.build();
  world.call("DeleteLoadBalancer", {{"LoadBalancerArn", world.balancer}});
  CHECK(world.balancers.listeners().empty());
  world.call("DeleteTargetGroup", {{"TargetGroupArn", world.lambda_group}});
  CHECK(world.call("DescribeLoadBalancers", Json::object())["LoadBalancers"].empty());
}

TEST_CASE("names: the same again is the same thing, with other settings an error") {
  World world;
  world.build();
  CHECK(world.make_balancer() == world.balancer);
  CHECK(world.make_ip_group() == world.ip_group);
  CHECK(world.error("CreateTargetGroup", {{"Name", "ecs-tg"}, {"TargetType", "lambda"}}).code ==
        "DuplicateTargetGroupName");
  CHECK(world.error("CreateLoadBalancer", {{"Name", "web"}, {"Subnets", {"a", "b"}}}).code ==
        "DuplicateLoadBalancerName");
  for (const char* bad : {"-x", "x-", "a_b", "internal-x", "x2345678901234567890123456789012x"}) {
    CHECK(world.error("CreateLoadBalancer", {{"Name", bad}, {"Subnets", {"a", "b"}}}).code ==
          "ValidationError");
  }
  CHECK(world.error("CreateLoadBalancer", {{"Name", "x"}, {"Subnets", Json::array({"a"})}}).code ==
        "ValidationError");
}

TEST_CASE("a port has one listener") {
  World world;
  world.build();
  const auto error =
      world.error("CreateListener", {{"LoadBalancerArn", world.balancer},
                                     {"Port", 80},
                                     {"Protocol", "HTTP"},
                                     {"DefaultActions", World::forward_to(world.ip_group)}});
  CHECK(error.code == "DuplicateListener");
}

TEST_CASE("what is not modelled is refused by name") {
  World world;
  world.build();
  const auto refused = [&](const std::string& action, const Json& params, const char* name) {
    const auto error = world.error(action, params);
    CAPTURE(error.message);
    CHECK(error.not_modelled);
    CHECK(error.message.find(name) != std::string::npos);
  };
  const Json subnets = {"a", "b"};
  refused("CreateLoadBalancer", {{"Name", "n"}, {"Type", "network"}, {"Subnets", subnets}},
          "network");
  refused("CreateLoadBalancer", {{"Name", "n"}, {"Subnets", subnets}, {"Bogus", 1}}, "Bogus");
  refused("CreateTargetGroup", {{"Name", "n"}}, "instance");
  refused("CreateTargetGroup",
          {{"Name", "n"}, {"TargetType", "ip"}, {"Protocol", "HTTPS"}, {"Port", 1}, {"VpcId", "v"}},
          "HTTPS");
  refused("CreateListener",
          {{"LoadBalancerArn", world.balancer},
           {"Port", 443},
           {"Protocol", "HTTPS"},
           {"DefaultActions", World::forward_to(world.ip_group)}},
          "HTTPS");
  const Json cognito = {{"Type", "authenticate-cognito"}};
  refused("ModifyListener",
          {{"ListenerArn", world.listener}, {"DefaultActions", Json::array({cognito})}},
          "authenticate-cognito");
  Json sticky = forward({share(world.lambda_group, 1)});
  sticky[0]["ForwardConfig"]["TargetGroupStickinessConfig"] = {{"Enabled", true},
                                                               {"DurationSeconds", 60}};
  refused("ModifyListener", {{"ListenerArn", world.listener}, {"DefaultActions", sticky}},
          "stickiness");
  for (const auto& [key, value] :
       {std::pair("stickiness.enabled", "true"), std::pair("slow_start.duration_seconds", "30"),
        std::pair("load_balancing.algorithm.type", "weighted_random")}) {
    const Json attribute = {{"Key", key}, {"Value", value}};
    refused("ModifyTargetGroupAttributes",
            {{"TargetGroupArn", world.ip_group}, {"Attributes", Json::array({attribute})}},
            value == std::string("weighted_random") ? value : key);
  }
}

TEST_CASE("A5 defaults of the health check, by target type") {
  World world;
  world.build();
  const Json ip = world.call("DescribeTargetGroups", {{"Names", {"ecs-tg"}}})["TargetGroups"][0];
  CHECK(ip["HealthCheckEnabled"] == true);
  CHECK(ip["HealthCheckIntervalSeconds"] == 30);
  CHECK(ip["HealthCheckTimeoutSeconds"] == 5);
  CHECK(ip["HealthyThresholdCount"] == 5);
  CHECK(ip["UnhealthyThresholdCount"] == 2);
  CHECK(ip["HealthCheckPath"] == "/");
  CHECK(ip["HealthCheckPort"] == "traffic-port");
  CHECK(ip["Matcher"]["HttpCode"] == "200");
  CHECK(ip["LoadBalancerArns"] == Json::array({world.balancer}));
  const Json fn = world.call("DescribeTargetGroups", {{"Names", {"lambda-tg"}}})["TargetGroups"][0];
  CHECK(fn["HealthCheckEnabled"] == false);
  CHECK(fn["HealthCheckIntervalSeconds"] == 35);
  CHECK(fn["HealthCheckTimeoutSeconds"] == 30);
  CHECK_FALSE(fn.contains("Port"));
}

TEST_CASE("A5 ranges of the health check") {
  World world;
  world.build();
  const Json bad = GENERATE(
      Json{{"HealthCheckIntervalSeconds", 4}}, Json{{"HealthCheckIntervalSeconds", 301}},
      Json{{"HealthCheckTimeoutSeconds", 1}}, Json{{"HealthCheckTimeoutSeconds", 121}},
      Json{{"HealthCheckTimeoutSeconds", 30}}, Json{{"HealthyThresholdCount", 1}},
      Json{{"UnhealthyThresholdCount", 11}}, Json{{"HealthCheckPath", "health"}},
      Json{{"HealthCheckEnabled", false}}, Json{{"HealthCheckPort", "0"}},
      Json{{"Matcher", {{"HttpCode", "500"}}}}, Json{{"Matcher", {{"HttpCode", "299-200"}}}},
      Json{{"Matcher", {{"HttpCode", "200,"}}}});
  Json params = {{"TargetGroupArn", world.ip_group}};
  for (const auto& [key, value] : bad.items()) params[key] = value;
  CAPTURE(bad.dump());
  CHECK(world.error("ModifyTargetGroup", params).code == "ValidationError");
}

TEST_CASE("A5 the matcher takes lists and ranges") {
  World world;
  world.build();
  world.call("ModifyTargetGroup",
             {{"TargetGroupArn", world.ip_group}, {"Matcher", {{"HttpCode", "200,300-399"}}}});
  world.network.hosts["10.0.0.5:8080"].response.status = 302;
  world.register_ip(world.ip_group, "10.0.0.5");
  world.runtime.run_for(1s);
  CHECK(world.state_of(world.ip_group, "10.0.0.5") == "healthy");
}

TEST_CASE("A5 the health check may have a port and a path of its own") {
  World world;
  world.build();
  world.call("ModifyTargetGroup", {{"TargetGroupArn", world.ip_group},
                                   {"HealthCheckPort", "9000"},
                                   {"HealthCheckPath", "/pong"}});
  world.register_ip(world.ip_group, "10.0.0.5");
  world.runtime.run_for(1s);
  REQUIRE(world.network.seen.size() == 1);
  CHECK(world.network.seen[0].address == "10.0.0.5:9000");
  CHECK(world.network.seen[0].request.target == "/pong");
}

TEST_CASE("A2 A5 attributes: defaults, ranges, and what a target type does not have") {
  World world;
  world.build();
  const auto value = [](const Json& attributes, const std::string& key) -> Json {
    for (const auto& item : attributes["Attributes"]) {
      if (item["Key"] == key) return item["Value"];
    }
    return nullptr;
  };
  const Json ip = world.call("DescribeTargetGroupAttributes", {{"TargetGroupArn", world.ip_group}});
  CHECK(value(ip, "deregistration_delay.timeout_seconds") == "300");
  CHECK(value(ip, "load_balancing.algorithm.type") == "round_robin");
  CHECK(value(ip, "lambda.multi_value_headers.enabled").is_null());
  const Json fn =
      world.call("DescribeTargetGroupAttributes", {{"TargetGroupArn", world.lambda_group}});
  CHECK(value(fn, "deregistration_delay.timeout_seconds").is_null());
  const Json lb =
      world.call("DescribeLoadBalancerAttributes", {{"LoadBalancerArn", world.balancer}});
  CHECK(value(lb, "idle_timeout.timeout_seconds") == "60");

  const auto code = [&](const std::string& group, const char* key, const char* text) {
    const Json attribute = {{"Key", key}, {"Value", text}};
    return world
        .error("ModifyTargetGroupAttributes",
               {{"TargetGroupArn", group}, {"Attributes", Json::array({attribute})}})
        .code;
  };
  CHECK(code(world.ip_group, "deregistration_delay.timeout_seconds", "3601") == "ValidationError");
  CHECK(code(world.ip_group, "no.such.key", "1") == "ValidationError");
  CHECK(code(world.lambda_group, "deregistration_delay.timeout_seconds", "1") ==
        "InvalidConfigurationRequest");
  CHECK(code(world.ip_group, "lambda.multi_value_headers.enabled", "true") ==
        "InvalidConfigurationRequest");
}

TEST_CASE("A1 the fail-open threshold is an attribute") {
  World world;
  world.build();
  world.network.hosts["10.0.0.5:8080"] = {};
  world.network.hosts["10.0.0.6:8080"] = {ConnectOutcome::refused, {}, 0s};
  world.register_ip(world.ip_group, "10.0.0.5");
  world.register_ip(world.ip_group, "10.0.0.6");
  world.set_weights(0, 1);
  world.runtime.run_for(31s);
  REQUIRE(world.state_of(world.ip_group, "10.0.0.6") == "unhealthy");
  CHECK(world.get("/", 0s)->target == "10.0.0.5:8080");
  world.set_group(world.ip_group,
                  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "2");
  std::set<std::string> targets;
  for (int i = 0; i < 4; ++i) targets.emplace(world.get("/", 0s)->target);
  CHECK(targets.size() == 2);
}

TEST_CASE("targets must be addresses of the VPC's kind") {
  World world;
  world.build();
  const auto code = [&](const char* id) {
    const Json targets = Json::array({{{"Id", id}}});
    return world
        .error("RegisterTargets", {{"TargetGroupArn", world.ip_group}, {"Targets", targets}})
        .code;
  };
  CHECK(code("8.8.8.8") == "InvalidTarget");
  CHECK(code("10.0.0") == "ValidationError");
  CHECK(code("10.0.0.256") == "ValidationError");
  CHECK(code("i-0123456789abcdef0") == "ValidationError");
}

TEST_CASE("DescribeTargetHealth shows what was asked for, also what is not registered") {
  World world;
  world.build();
  world.network.hosts["10.0.0.5:8080"] = {};
  const Json targets = Json::array({{{"Id", "10.0.0.5"}}});  // the group's port
  world.call("RegisterTargets", {{"TargetGroupArn", world.ip_group}, {"Targets", targets}});
  world.runtime.run_for(1s);
  CHECK(world.call("DescribeTargetHealth", {{"TargetGroupArn", world.ip_group}}) ==
        Json{{"TargetHealthDescriptions",
              Json::array({{{"Target", {{"Id", "10.0.0.5"}, {"Port", 8080}}},
                            {"HealthCheckPort", "8080"},
                            {"TargetHealth", {{"State", "healthy"}}}}})}});
  const Json stranger = Json::array({{{"Id", "10.0.0.9"}, {"Port", 80}}});
  const Json shown = world.call("DescribeTargetHealth",
                                {{"TargetGroupArn", world.ip_group}, {"Targets", stranger}});
  CHECK(shown["TargetHealthDescriptions"][0]["TargetHealth"] ==
        Json{{"State", "unused"},
             {"Reason", "Target.NotRegistered"},
             {"Description", "Target is not registered to the target group"}});
}

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

TEST_CASE("lists come in pages") {
  World world;
  world.build();
  const Json first = world.call("DescribeTargetGroups", {{"PageSize", 1}});
  REQUIRE(first["TargetGroups"].size() == 1);
  const Json second =
      world.call("DescribeTargetGroups", {{"PageSize", 1}, {"Marker", first["NextMarker"]}});
  CHECK(second["TargetGroups"][0]["TargetGroupName"] == "ecs-tg");
  CHECK_FALSE(second.contains("NextMarker"));
}

TEST_CASE("ARNs, DNS names and the ARNs that IAM checks") {
  World world;
  world.build();
  const std::string prefix = "arn:aws:elasticloadbalancing:sa-east-1:123456789012:";
  CHECK(world.balancer.starts_with(prefix + "loadbalancer/app/web/"));
  CHECK(world.ip_group.starts_with(prefix + "targetgroup/ecs-tg/"));
  CHECK(world.listener.starts_with(prefix + "listener/app/web/"));
  const auto listeners = world.balancers.listeners();
  REQUIRE(listeners.size() == 1);
  CHECK(listeners[0].dns_name.starts_with("web-"));
  CHECK(listeners[0].dns_name.ends_with(".sa-east-1.elb.amazonaws.com"));
  CHECK(world.balancers.find_listener(world.listener) == listeners[0].handle);
  const auto* modify = world.operations.find("elbv2", "ModifyListener");
  CHECK(modify->resources({{"ListenerArn", world.listener}}) ==
        std::vector<std::string>{world.listener});
  CHECK_FALSE(world.operations.find("elbv2", "DescribeTargetHealth")->resources);
}
