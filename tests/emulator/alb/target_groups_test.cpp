// aws-facts A2, A5, A7: the operations on target groups and targets.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

TEST_CASE("A1.2 a lambda target group has one function") {
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

TEST_CASE("A5.1 A5.2 A5.3 A5.4 A5.5 A5.6 A5.7 defaults of the health check, by target type") {
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
  CHECK(fn["HealthyThresholdCount"] == 5);
  CHECK(fn["UnhealthyThresholdCount"] == 5);
  CHECK(fn["HealthCheckPath"] == "/");
  CHECK(fn["Matcher"]["HttpCode"] == "200");
  CHECK_FALSE(fn.contains("HealthCheckPort"));
  CHECK_FALSE(fn.contains("Port"));
}

TEST_CASE("A5.2 A5.3 A5.4 A5.5 A5.6 ranges of the health check") {
  World world;
  world.build();
  const Json bad = GENERATE(
      Json{{"HealthCheckIntervalSeconds", 4}}, Json{{"HealthCheckIntervalSeconds", 301}},
      Json{{"HealthCheckTimeoutSeconds", 1}}, Json{{"HealthCheckTimeoutSeconds", 121}},
      Json{{"HealthCheckTimeoutSeconds", 30}}, Json{{"HealthyThresholdCount", 1}},
      Json{{"UnhealthyThresholdCount", 11}}, Json{{"HealthCheckPath", "health"}},
      Json{{"HealthCheckEnabled", false}}, Json{{"HealthCheckPort", "0"}},
      Json{{"Matcher", {{"HttpCode", "500"}}}}, Json{{"Matcher", {{"HttpCode", "199"}}}},
      Json{{"HealthyThresholdCount", 11}}, Json{{"UnhealthyThresholdCount", 1}},
      Json{{"Matcher", {{"HttpCode", "299-200"}}}}, Json{{"Matcher", {{"HttpCode", "200,"}}}});
  Json params = {{"TargetGroupArn", world.ip_group}};
  for (const auto& [key, value] : bad.items()) params[key] = value;
  CAPTURE(bad.dump());
  CHECK(world.error("ModifyTargetGroup", params).code == "ValidationError");
}

TEST_CASE("A5.2 A5.3 A5.4 A5.5 A5.6 the ends of the ranges are in them") {
  World world;
  world.build();
  const std::string group = GENERATE_REF(as<std::string>(), world.ip_group, world.lambda_group);
  for (const Json& good :
       {Json{{"HealthCheckIntervalSeconds", 5}, {"HealthCheckTimeoutSeconds", 2}},
        Json{{"HealthCheckIntervalSeconds", 300}, {"HealthCheckTimeoutSeconds", 120}},
        Json{{"HealthyThresholdCount", 2}, {"UnhealthyThresholdCount", 2}},
        Json{{"HealthyThresholdCount", 10}, {"UnhealthyThresholdCount", 10}},
        Json{{"Matcher", {{"HttpCode", "200-499"}}}}, Json{{"Matcher", {{"HttpCode", "499"}}}}}) {
    Json params = good;
    params["TargetGroupArn"] = group;
    const Json shown = world.call("ModifyTargetGroup", params)["TargetGroups"][0];
    for (const auto& [key, value] : good.items()) CHECK(shown[key] == value);
  }
}

TEST_CASE("A3.9 a protocol version that could answer 464 is refused by name") {
  World world;
  const std::string version = GENERATE("HTTP2", "GRPC");
  const auto answer = world.operations.call("elbv2", "CreateTargetGroup",
                                            {{"Name", "g"},
                                             {"TargetType", "ip"},
                                             {"Protocol", "HTTP"},
                                             {"Port", 80},
                                             {"VpcId", "vpc-1"},
                                             {"ProtocolVersion", version}},
                                            {});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().not_modelled);
  CHECK_THAT(answer.error().message, Catch::Matchers::Contains("the protocol version " + version));
}

TEST_CASE("A5.6 the matcher takes lists and ranges") {
  World world;
  world.build();
  world.call("ModifyTargetGroup",
             {{"TargetGroupArn", world.ip_group}, {"Matcher", {{"HttpCode", "200,300-399"}}}});
  world.network.hosts["10.0.0.5:8080"].response.status = 302;
  world.register_ip(world.ip_group, "10.0.0.5");
  world.runtime.run_for(1s);
  CHECK(world.state_of(world.ip_group, "10.0.0.5") == "healthy");
}

TEST_CASE("A5.6 A5.7 the health check may have a port and a path of its own") {
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

TEST_CASE("A2.1 A2.4 A5.16 attributes: defaults, ranges, and what a target type does not have") {
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
  CHECK(code(world.ip_group, "deregistration_delay.timeout_seconds", "-1") == "ValidationError");
  world.set_group(world.ip_group, "deregistration_delay.timeout_seconds", "3600");
  CHECK(code(world.ip_group, "no.such.key", "1") == "ValidationError");
  CHECK(code(world.lambda_group, "deregistration_delay.timeout_seconds", "1") ==
        "InvalidConfigurationRequest");
  CHECK(code(world.ip_group, "lambda.multi_value_headers.enabled", "true") ==
        "InvalidConfigurationRequest");
}

TEST_CASE("one call gives an attribute's key once") {
  World world;
  world.build();
  const Json attribute = {{"Key", "deregistration_delay.timeout_seconds"}, {"Value", "10"}};
  const auto error = world.error(
      "ModifyTargetGroupAttributes",
      {{"TargetGroupArn", world.ip_group}, {"Attributes", Json::array({attribute, attribute})}});
  CHECK(error.code == "ValidationError");
  CHECK(error.message ==
        "TargetGroup attribute key 'deregistration_delay.timeout_seconds' must not be given twice");
}

TEST_CASE("A1.9 the fail-open threshold is an attribute") {
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
