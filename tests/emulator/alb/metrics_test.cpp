// aws-facts A6: which metrics there are, by which dimensions, and that nothing flows into others.
#include "tests/emulator/alb/cookies.hpp"
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

using Names = std::vector<std::string>;

constexpr const char* kBalancer = " LoadBalancer=app/web";
constexpr const char* kFunctions = " LoadBalancer=app/web TargetGroup=targetgroup/lambda-tg";
constexpr const char* kAddresses = " LoadBalancer=app/web TargetGroup=targetgroup/ecs-tg";
constexpr const char* kFunctionsAlone = " TargetGroup=targetgroup/lambda-tg";
constexpr const char* kAddressesAlone = " TargetGroup=targetgroup/ecs-tg";

Json fixed(const char* status) {
  const Json action = {{"Type", "fixed-response"},
                       {"FixedResponseConfig", {{"StatusCode", status}}}};
  return Json::array({action});
}

void add_rule(World& world, int priority, const char* path, const Json& actions) {
  const Json conditions = Json::array({{{"Field", "path-pattern"}, {"Values", {path}}}});
  world.call("CreateRule", {{"ListenerArn", world.listener},
                            {"Priority", priority},
                            {"Conditions", conditions},
                            {"Actions", actions}});
}

}  // namespace

TEST_CASE("A6.1 no data point where nothing flows") {
  World world;
  world.build();
  world.runtime.run_for(10min);
  CHECK(world.metrics.reported_with(kBalancer).empty());
  CHECK(world.metrics.reported_with(kFunctions).empty());
  CHECK(world.metrics.reported_with(kFunctionsAlone).empty());
  CHECK(world.metrics.reported_with(kAddresses).empty());
}

TEST_CASE("A6.1 a good answer of a function: by load balancer, and with its target group") {
  World world;
  world.build();
  world.get();
  CHECK(world.metrics.reported_with(kBalancer) == Names{"HTTPCode_Target_2XX_Count",
                                                        "LambdaTargetProcessedBytes",
                                                        "RequestCount", "TargetResponseTime"});
  CHECK(world.metrics.reported_with(kFunctions) ==
        Names{"HTTPCode_Target_2XX_Count", "RequestCount", "TargetResponseTime"});
  CHECK(world.metrics.reported_with(kFunctionsAlone).empty());  // nothing per target of a function
  const std::size_t bytes = world.lambda.events[0].size() + world.lambda.reply.payload.size();
  CHECK(world.metrics.sum(std::string("LambdaTargetProcessedBytes") + kBalancer) ==
        static_cast<double>(bytes));
}

TEST_CASE("A6.1 a good answer of an address, and hosts once a minute") {
  IpWorld world;
  world.get();
  CHECK(world.metrics.reported_with(kBalancer) ==
        Names{"HTTPCode_Target_2XX_Count", "RequestCount", "TargetResponseTime"});
  CHECK(world.metrics.reported_with(kAddresses) == Names{"HTTPCode_Target_2XX_Count",
                                                         "RequestCount", "RequestCountPerTarget",
                                                         "TargetResponseTime"});
  CHECK(world.metrics.reported_with(kAddressesAlone) == Names{"RequestCountPerTarget"});
  world.runtime.run_until(TimePoint(1min));
  CHECK(world.metrics.reported_with(kAddresses) ==
        Names{"HTTPCode_Target_2XX_Count", "HealthyHostCount", "HealthyStateRouting",
              "RequestCount", "RequestCountPerTarget", "TargetResponseTime", "UnHealthyHostCount",
              "UnhealthyStateRouting"});
}

TEST_CASE("A6.1 every class of answer, the target's and the load balancer's own") {
  const int status = GENERATE(200, 204, 301, 302, 404, 429, 500, 503);
  const std::string name = "HTTPCode_Target_" + std::to_string(status / 100) + "XX_Count";
  CAPTURE(status);
  World world;
  world.build();
  world.lambda.reply = {LambdaOutcome::ok, R"({"statusCode":)" + std::to_string(status) + "}"};
  world.get();
  CHECK(world.metrics.sum(name + kBalancer) == 1);
  CHECK(world.metrics.sum(name + kFunctions) == 1);
  for (const auto& reported : world.metrics.reported_with(kBalancer)) {
    CHECK(reported.find("HTTPCode_ELB") == std::string::npos);
  }
}

TEST_CASE(
    "A6.1 the load balancer's own errors: by class and by code, RequestCount only with a target") {
  World world;
  world.build();
  SECTION("502: a target was chosen") {
    world.lambda.reply = {LambdaOutcome::function_error, ""};
    world.get();
    CHECK(world.metrics.reported_with(kBalancer) ==
          Names{"HTTPCode_ELB_502_Count", "HTTPCode_ELB_5XX_Count", "LambdaTargetProcessedBytes",
                "RequestCount"});
    CHECK(world.metrics.reported_with(kFunctionsAlone) == Names{"LambdaUserError"});
  }
  SECTION("503: no target") {
    world.set_weights(0, 1);
    world.runtime.run_for(1s);
    world.get();
    CHECK(world.metrics.reported_with(kBalancer) ==
          Names{"HTTPCode_ELB_503_Count", "HTTPCode_ELB_5XX_Count"});
    CHECK(world.metrics.reported_with(kAddresses).empty());
  }
  SECTION("Lambda's own fault") {
    world.lambda.reply = {LambdaOutcome::service_error, ""};
    world.get();
    CHECK(world.metrics.reported_with(kFunctionsAlone) == Names{"LambdaInternalError"});
    CHECK(world.metrics.sum(std::string("LambdaInternalError") + kFunctions) == 1);
  }
}

TEST_CASE("A6.1 rules that were evaluated: up to the one that matches, never the default one") {
  World world;
  world.build();
  world.get();
  CHECK_FALSE(world.metrics.reported(std::string("RuleEvaluations") + kBalancer));
  add_rule(world, 1, "/a", fixed("404"));
  add_rule(world, 2, "/b", fixed("204"));
  const auto evaluated = [&](const char* path) {
    const double before = world.metrics.sum(std::string("RuleEvaluations") + kBalancer);
    world.get(path);
    return world.metrics.sum(std::string("RuleEvaluations") + kBalancer) - before;
  };
  CHECK(evaluated("/a") == 1);
  CHECK(evaluated("/b") == 2);
  CHECK(evaluated("/c") == 2);  // none matched
  CHECK(world.metrics.sum(std::string("HTTP_Fixed_Response_Count") + kBalancer) == 2);
  CHECK(world.metrics.sum(std::string("HTTPCode_ELB_4XX_Count") + kBalancer) == 1);
}

TEST_CASE("A6.1 redirects are counted, and their 3XX") {
  World world;
  world.build();
  const Json action = {{"Type", "redirect"},
                       {"RedirectConfig", {{"Path", "/new"}, {"StatusCode", "HTTP_301"}}}};
  add_rule(world, 1, "/old", Json::array({action}));
  world.get("/old");
  CHECK(world.metrics.sum(std::string("HTTP_Redirect_Count") + kBalancer) == 1);
  CHECK(world.metrics.sum(std::string("HTTPCode_ELB_3XX_Count") + kBalancer) == 1);
  CHECK_FALSE(world.metrics.reported(std::string("RequestCount") + kBalancer));
}

TEST_CASE("A6.1 failing open: hosts, zones and requests that are routed whatever their health") {
  World world;
  world.build();
  world.network.hosts[kAddress].response.status = 500;
  world.register_ip(world.ip_group, kIp);
  world.set_weights(0, 1);
  world.runtime.run_for(31s);
  REQUIRE(world.state_of(world.ip_group, kIp) == "unhealthy");
  world.get();
  CHECK(world.metrics.sum(std::string("UnhealthyRoutingRequestCount") + kAddresses) == 1);
  world.runtime.run_until(TimePoint(1min));
  CHECK(world.metrics.sum(std::string("HealthyHostCount") + kAddresses) == 0);
  CHECK(world.metrics.sum(std::string("UnHealthyHostCount") + kAddresses) == 1);
  CHECK(world.metrics.sum(std::string("HealthyStateRouting") + kAddresses) == 0);
  CHECK(world.metrics.sum(std::string("UnhealthyStateRouting") + kAddresses) == 2);  // two subnets
}

TEST_CASE("A6.1 RequestCountPerTarget is shared by the targets that get requests") {
  IpWorld world;
  world.network.hosts["10.0.0.6:8080"] = {};
  world.register_ip(world.ip_group, "10.0.0.6");
  world.runtime.run_for(1s);
  for (int i = 0; i < 10; ++i) world.get("/", 0s);
  CHECK(world.metrics.sum(std::string("RequestCountPerTarget") + kAddressesAlone) == Approx(5));
  CHECK(world.metrics.sum(std::string("RequestCountPerTarget") + kAddresses) == Approx(5));
}

TEST_CASE("A6.1 requests for which no cookie led to a target, of sticky groups only") {
  const std::string metric = std::string("NonStickyRequestCount") + kBalancer;
  IpWorld world;
  world.get();
  CHECK_FALSE(world.metrics.reported(metric));
  world.call("ModifyListener", {{"ListenerArn", world.listener},
                                {"DefaultActions", World::forward_to(world.ip_group)}});
  world.runtime.run_for(1s);
  world.set_group(world.ip_group, "stickiness.enabled", "true");
  const auto first = *world.send(with_cookie(""), 0s);
  CHECK(world.metrics.sum(metric) == 1);
  const ClientRequest back = with_cookie(cookie_of(first, "AWSALB"));
  world.send(back, 0s);
  CHECK(world.metrics.sum(metric) == 1);
  world.network.hosts["10.0.0.6:8080"] = {};
  world.register_ip(world.ip_group, "10.0.0.6");
  world.runtime.run_for(1s);
  world.balancers.deregister_target(world.ip_group, kIp, 8080);
  world.send(back, 0s);  // its target is no longer there
  CHECK(world.metrics.sum(metric) == 2);
}

TEST_CASE("A6.1 a connection that fails is the target's, whose answer there is none of") {
  IpWorld world;
  world.network.hosts[kAddress].outcome = ConnectOutcome::refused;
  world.get();
  CHECK(world.metrics.sum(std::string("TargetConnectionErrorCount") + kBalancer) == 1);
  CHECK(world.metrics.sum(std::string("TargetConnectionErrorCount") + kAddresses) == 1);
  CHECK_FALSE(world.metrics.reported(std::string("TargetResponseTime") + kBalancer));
}
