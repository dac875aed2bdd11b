// aws-facts A7: the codes of refusals and their HTTP status, each by a call that gets it.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

struct Refusal {
  const char* code;
  const char* action;
  Json (*params)(World&);
};

Json attribute(const char* key, const char* value) {
  const Json one = {{"Key", key}, {"Value", value}};
  return Json::array({one});
}

Json target(const std::string& id) {
  const Json one = {{"Id", id}};
  return Json::array({one});
}

Json to(World& world, const std::string& group) {
  return {{"ListenerArn", world.listener}, {"DefaultActions", World::forward_to(group)}};
}

// A forward action that names both target groups, and one of them again as the only one.
Json contradiction(World& world) {
  Json actions = World::weighted(world.lambda_group, 1, world.ip_group, 1);
  actions[0]["TargetGroupArn"] = world.ip_group;
  return {{"ListenerArn", world.listener}, {"DefaultActions", actions}};
}

// A target group that another load balancer uses.
Json taken_group(World& world) {
  const std::string other = world.make_ip_group("other");
  world.make_listener(world.make_balancer("second"), World::forward_to(other));
  return to(world, other);
}

// The 101st target group of the load balancer: its listener names two.
Json hundred_and_first_group(World& world) {
  const auto rule = [&world](int priority) -> Json {
    const Json conditions = Json::array({{{"Field", "path-pattern"}, {"Values", {"/x"}}}});
    const std::string group = world.make_ip_group("many-" + std::to_string(priority));
    return {{"ListenerArn", world.listener},
            {"Priority", priority},
            {"Conditions", conditions},
            {"Actions", World::forward_to(group)}};
  };
  for (int i = 1; i <= 98; ++i) world.call("CreateRule", rule(i));
  return rule(99);
}

// 1001 addresses: 10.0.0.0 to 10.0.3.232.
Json thousand_and_one_addresses(World& world) {
  Json list = Json::array();
  for (int i = 0; i <= 1000; ++i) {
    list.push_back({{"Id", "10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256)}});
  }
  return {{"TargetGroupArn", world.ip_group}, {"Targets", list}};
}

Json protected_balancer(World& world) {
  world.call("ModifyLoadBalancerAttributes",
             {{"LoadBalancerArn", world.balancer},
              {"Attributes", attribute("deletion_protection.enabled", "true")}});
  return {{"LoadBalancerArn", world.balancer}};
}

const Refusal kRefusals[] = {
    {"ListenerNotFound", "ModifyListener",
     [](World&) {
       return Json{{"ListenerArn", "x"}};
     }},
    {"TargetGroupNotFound", "DescribeTargetHealth",
     [](World&) {
       return Json{{"TargetGroupArn", "x"}};
     }},
    {"TargetGroupNotFound", "ModifyListener", [](World& world) { return to(world, "x"); }},
    {"LoadBalancerNotFound", "CreateListener",
     [](World& world) {
       return Json{{"LoadBalancerArn", "x"},
                   {"Port", 80},
                   {"Protocol", "HTTP"},
                   {"DefaultActions", World::forward_to(world.ip_group)}};
     }},
    {"LoadBalancerNotFound", "DescribeLoadBalancerAttributes",
     [](World&) {
       return Json{{"LoadBalancerArn", "x"}};
     }},
    {"InvalidLoadBalancerAction", "ModifyListener", contradiction},
    {"InvalidConfigurationRequest", "ModifyTargetGroupAttributes",
     [](World& world) {
       return Json{{"TargetGroupArn", world.lambda_group},
                   {"Attributes", attribute("deregistration_delay.timeout_seconds", "1")}};
     }},
    {"InvalidTarget", "RegisterTargets",
     [](World& world) {
       return Json{{"TargetGroupArn", world.ip_group}, {"Targets", target("8.8.8.8")}};
     }},
    {"TooManyTargets", "RegisterTargets",
     [](World& world) {
       return Json{{"TargetGroupArn", world.lambda_group},
                   {"Targets", target(std::string(kFunction) + "-2")}};
     }},
    {"TooManyTargets", "RegisterTargets", thousand_and_one_addresses},
    {"TooManyUniqueTargetGroupsPerLoadBalancer", "CreateRule", hundred_and_first_group},
    {"TargetGroupAssociationLimit", "ModifyListener", taken_group},
    {"ResourceInUse", "DeleteTargetGroup",
     [](World& world) {
       return Json{{"TargetGroupArn", world.ip_group}};
     }},
    {"OperationNotPermitted", "DeleteLoadBalancer", protected_balancer},
    {"ValidationError", "DescribeTargetHealth", [](World&) { return Json::object(); }},
    {"ValidationError", "ModifyTargetGroup",
     [](World& world) {
       return Json{{"TargetGroupArn", world.ip_group}, {"HealthCheckIntervalSeconds", 4}};
     }},
};

}  // namespace

TEST_CASE("A1.2 A7.1 each refusal has its code, without Exception, and status 400") {
  int row = 0;  // two rows may have one code and action
  for (const Refusal& refusal : kRefusals) {
    DYNAMIC_SECTION(++row << ": " << refusal.code << " by " << refusal.action) {
      World world;
      world.build();
      const auto error = world.error(refusal.action, refusal.params(world));
      CAPTURE(error.message);
      CHECK(error.code == refusal.code);
      CHECK(error.http_status == 400);
      CHECK_FALSE(error.not_modelled);
      CHECK_FALSE(error.message.empty());
    }
  }
}

TEST_CASE("A7.1 a refused call changes nothing") {
  World world;
  world.build();
  const auto shown = [&] {
    return world.call("DescribeListeners", {{"LoadBalancerArn", world.balancer}}).dump() +
           world.call("DescribeTargetHealth", {{"TargetGroupArn", world.ip_group}}).dump();
  };
  const std::string before = shown();
  world.error("RegisterTargets", thousand_and_one_addresses(world));
  world.error("ModifyListener", contradiction(world));
  const Json good_and_bad = Json::array({{{"Id", kIp}}, {{"Id", "8.8.8.8"}}});
  world.error("RegisterTargets", {{"TargetGroupArn", world.ip_group}, {"Targets", good_and_bad}});
  CHECK(shown() == before);
}

TEST_CASE("what cannot influence a load balancer is taken, and what could is refused by name") {
  World world;
  world.build();
  const Json tags = Json::array({{{"Key", "a"}, {"Value", "b"}}});
  world.call("CreateLoadBalancer", {{"Name", "inert"},
                                    {"Subnets", {"a", "b"}},
                                    {"SecurityGroups", {"sg-1"}},
                                    {"IpAddressType", "dualstack"},
                                    {"Scheme", "internal"},
                                    {"Type", "application"},
                                    {"Tags", tags}});
  world.call("CreateTargetGroup", {{"Name", "inert"}, {"TargetType", "lambda"}, {"Tags", tags}});
  const auto refused = [&](const char* action, Json params, const char* name, const Json& value) {
    params[name] = value;
    const auto error = world.error(action, params);
    CAPTURE(name, error.message);
    CHECK(error.not_modelled);
    CHECK(error.message.find(name) != std::string::npos);
  };
  const Json balancer = {{"Name", "n"}, {"Subnets", {"a", "b"}}};
  refused("CreateLoadBalancer", balancer, "CustomerOwnedIpv4Pool", "x");
  refused("CreateLoadBalancer", balancer, "IpamPools", Json::object());
  const Json group = {
      {"Name", "n"}, {"TargetType", "ip"}, {"Protocol", "HTTP"}, {"Port", 8080}, {"VpcId", "v"}};
  refused("CreateTargetGroup", group, "TargetControlPort", 3000);
  refused("CreateTargetGroup", group, "HealthCheckProtocol", "HTTPS");
  const Json listener = {{"LoadBalancerArn", world.balancer},
                         {"Port", 81},
                         {"Protocol", "HTTP"},
                         {"DefaultActions", World::forward_to(world.ip_group)}};
  refused("CreateListener", listener, "Certificates", Json::array());
  refused("CreateListener", listener, "SslPolicy", "x");
  refused("CreateListener", listener, "AlpnPolicy", Json::array({"None"}));
  refused("CreateListener", listener, "MutualAuthentication", Json::object());
}
