// aws-facts A3: attributes of listeners, and of load balancers that change requests.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

constexpr const char* kServer = "routing.http.response.server.enabled";

Json server(const World& world, const std::string& value) {
  const Json attribute = {{"Key", kServer}, {"Value", value}};
  return {{"ListenerArn", world.listener}, {"Attributes", Json::array({attribute})}};
}

}  // namespace

TEST_CASE("A3.23 the Server header can be switched off, on own answers and on functions'") {
  World world;
  world.build();
  CHECK(header(*world.get(), "Server") == "awselb/2.0");
  world.call("ModifyListenerAttributes", server(world, "false"));
  CHECK_FALSE(header(*world.get(), "Server"));
  world.lambda.reply.payload = R"({"statusCode":200,"headers":{"Server":"mine"}})";
  CHECK(header(*world.get(), "Server") == "mine");
  world.lambda.reply.outcome = LambdaOutcome::throttled;
  const auto error = world.get();
  CHECK(error->response.status == 502);
  CHECK_FALSE(header(*error, "Server"));
  CHECK(header(*error, "Content-Length") == "122");
  world.call("ModifyListenerAttributes", server(world, "true"));
  CHECK(header(*world.get(), "Server") == "awselb/2.0");
}

TEST_CASE("A3.23 a target's own Server header passes through") {
  IpWorld world;
  world.call("ModifyListenerAttributes", server(world, "false"));
  CHECK(header(*world.get(), "Server") == "app");
}

TEST_CASE("A3.23 DescribeListenerAttributes shows them; what there is not is refused") {
  World world;
  world.build();
  world.call("ModifyListenerAttributes", server(world, "false"));
  const Json shown =
      world.call("DescribeListenerAttributes", {{"ListenerArn", world.listener}})["Attributes"];
  const Json attribute = {{"Key", kServer}, {"Value", "false"}};
  CHECK(std::count(shown.begin(), shown.end(), attribute) == 1);
  CHECK(world.error("ModifyListenerAttributes", server(world, "maybe")).code == "ValidationError");
  const Json unknown = {{"Key", "no.such.key"}, {"Value", "1"}};
  CHECK(world
            .error("ModifyListenerAttributes",
                   {{"ListenerArn", world.listener}, {"Attributes", Json::array({unknown})}})
            .code == "ValidationError");
  CHECK(world.error("DescribeListenerAttributes", {{"ListenerArn", "x"}}).code ==
        "ListenerNotFound");
}

TEST_CASE("invalid header fields are dropped if the load balancer says so") {
  IpWorld world;
  ClientRequest client;
  client.request.headers = {{"Host", "h"}, {"X_Odd", "1"}, {"X-Good", "2"}};
  world.send(client);
  CHECK(world.network.requests().back().request.headers.contains("X_Odd"));
  const Json attribute = {{"Key", "routing.http.drop_invalid_header_fields.enabled"},
                          {"Value", "true"}};
  world.call("ModifyLoadBalancerAttributes",
             {{"LoadBalancerArn", world.balancer}, {"Attributes", Json::array({attribute})}});
  world.send(client);
  const HttpRequest seen = world.network.requests().back().request;
  CHECK_FALSE(seen.headers.contains("X_Odd"));
  CHECK(seen.headers.get("X-Good") == "2");
}
