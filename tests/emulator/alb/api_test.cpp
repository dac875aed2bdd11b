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

}  // namespace

TEST_CASE("A1.1 weights are integers from 0 to 999, also as the query protocol sends them") {
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

TEST_CASE("A1.1 with more than one group a weight must be given for each") {
  World world;
  world.build();
  const auto error =
      modify(world, forward({share(world.lambda_group, 1), share(world.ip_group, nullptr)}));
  CHECK(error.code == "ValidationError");
}

TEST_CASE("A1.2 at most five target groups in an action") {
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

TEST_CASE("A1.3 TargetGroupArn and ForwardConfig must say the same") {
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

TEST_CASE(
    "A1.4 H15 ModifyListener replaces the whole list: a group that is left out is not in use") {
  World world;
  world.build();
  world.call("ModifyListener", {{"ListenerArn", world.listener},
                                {"DefaultActions", World::forward_to(world.lambda_group)}});
  world.runtime.run_for(1s);
  world.call("DeleteTargetGroup", {{"TargetGroupArn", world.ip_group}});
  CHECK(world.error("DescribeTargetHealth", {{"TargetGroupArn", world.ip_group}}).code ==
        "TargetGroupNotFound");
}

TEST_CASE("A1.4 ModifyListener changes only what is named") {
  World world;
  world.build();
  const Json shown =
      world.call("ModifyListener", {{"ListenerArn", world.listener}, {"Port", 8081}});
  CHECK(shown["Listeners"][0]["Port"] == 8081);
  CHECK(shown["Listeners"][0]["DefaultActions"][0]["ForwardConfig"]["TargetGroups"].size() == 2);
}

TEST_CASE("A1.11 a single group without a weight is shown with weight 1 and stickiness off") {
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
  const Json again =
      world.call("ModifyListener", {{"ListenerArn", world.listener},
                                    {"DefaultActions", forward({share(world.lambda_group, {})})}});
  CHECK(again["Listeners"] == shown["Listeners"]);
}

TEST_CASE("A1.2 a target group belongs to one load balancer") {
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

TEST_CASE("A7.1 what is not there is not found") {
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

TEST_CASE("A7.1 what is in use cannot be deleted") {
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

TEST_CASE("A2.5 what is not modelled is refused by name, TLS to clients and to targets too") {
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
  const Json mitigation = {{"Key", "load_balancing.algorithm.anomaly_mitigation"}, {"Value", "on"}};
  refused("ModifyTargetGroupAttributes",
          {{"TargetGroupArn", world.ip_group}, {"Attributes", Json::array({mitigation})}},
          "anomaly_mitigation");
  const Json value = {{"Key", "routing.http.response.x_frame_options.header_value"},
                      {"Value", "DENY"}};
  refused("ModifyListenerAttributes",
          {{"ListenerArn", world.listener}, {"Attributes", Json::array({value})}},
          "x_frame_options");
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
