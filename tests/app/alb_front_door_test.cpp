// The app as a function: events in, answers out.
#include "app/alb_front_door.hpp"

#include "emulator/sim/virtual_runtime.hpp"
#include "runtime/json.hpp"
#include "tests/runtime/run_task.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using app::AlbFrontDoor;

namespace {

Invocation invocation(const std::string& method, const std::string& path) {
  Invocation result;
  result.request_id = "id";
  result.payload = R"({"requestContext":{"elb":{"targetGroupArn":"arn"}},"httpMethod":")" + method +
                   R"(","path":")" + path +
                   R"(","queryStringParameters":{},"headers":{"host":"h"},"body":"",)"
                   R"("isBase64Encoded":false})";
  return result;
}

}  // namespace

TEST_CASE("the function answers as the routes do, and calls itself lambda") {
  sim::VirtualRuntime runtime;
  AlbFrontDoor door(runtime);
  const InvocationResult result =
      testing::run_task(runtime, door.handle(invocation("GET", "/env")));
  REQUIRE(result);
  const Json answer = Json::parse(*result);
  CHECK(answer["statusCode"] == 200);
  CHECK(answer["headers"]["content-type"] == "application/json");
  CHECK(answer["body"] == R"({"message":"lambda"})");
}

TEST_CASE("the function takes the route's time") {
  sim::VirtualRuntime runtime;
  AlbFrontDoor door(runtime);
  std::optional<TimePoint> done;
  const Spawned job = spawn(door.handle(invocation("GET", "/sleep")),
                            [&](TaskResult<InvocationResult>) { done = runtime.now(); });
  runtime.run_for(1min);
  REQUIRE(done);
  CHECK(*done == TimePoint(15s));
}

TEST_CASE("404, 405 and HEAD go through the adapter") {
  sim::VirtualRuntime runtime;
  AlbFrontDoor door(runtime);
  const auto ask = [&](const char* method, const char* path) {
    return Json::parse(*testing::run_task(runtime, door.handle(invocation(method, path))));
  };
  CHECK(ask("GET", "/nothing")["statusCode"] == 404);
  CHECK(ask("POST", "/bang")["statusDescription"] == "405 Method Not Allowed");
  CHECK(ask("POST", "/bang")["headers"]["allow"] == "GET, HEAD");
  const Json head = ask("HEAD", "/bang");
  CHECK(head["statusCode"] == 200);
  CHECK(head["body"] == "");
  CHECK(head["headers"] == Json({{"content-type", "application/json"}}));
}

TEST_CASE("an event of somebody else is a function error") {
  sim::VirtualRuntime runtime;
  AlbFrontDoor door(runtime);
  Invocation foreign;
  foreign.payload = R"({"source":"aws.cloudwatch","detail-type":"CloudWatch Alarm State Change"})";
  const InvocationResult result = testing::run_task(runtime, door.handle(std::move(foreign)));
  REQUIRE_FALSE(result);
  CHECK(result.error().type == "Function.BadEvent");
}
