#include "emulator/wire/throttle.hpp"

#include "tests/emulator/wire/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::wire;
using namespace std::chrono_literals;

namespace {

const ThrottleTable kEcs = {{"ecs", "DescribeTasks", "read", 100, 20},
                            {"ecs", "ListTasks", "read", 100, 20},
                            {"ecs", "UpdateService", "modify", 50, 5}};

int admitted(Throttle& throttle, const char* service, const char* action, int calls, TimePoint at) {
  int count = 0;
  for (int i = 0; i < calls; ++i) count += throttle.admit(service, action, at) ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("E4 a bucket gives its burst at once, and then its rate") {
  Throttle throttle(kEcs);
  CHECK(admitted(throttle, "ecs", "UpdateService", 60, TimePoint{}) == 50);
  CHECK(admitted(throttle, "ecs", "UpdateService", 10, TimePoint(1s)) == 5);
  CHECK(admitted(throttle, "ecs", "UpdateService", 10, TimePoint(1200ms)) == 1);
  CHECK(admitted(throttle, "ecs", "UpdateService", 100, TimePoint(1h)) == 50);
}

TEST_CASE("E4 actions of a class share their bucket, and no other") {
  Throttle throttle(kEcs);
  CHECK(admitted(throttle, "ecs", "DescribeTasks", 60, TimePoint{}) == 60);
  CHECK(admitted(throttle, "ecs", "ListTasks", 60, TimePoint{}) == 40);
  CHECK(admitted(throttle, "ecs", "UpdateService", 60, TimePoint{}) == 50);
  CHECK(admitted(throttle, "ecs", "DeleteCluster", 1000, TimePoint{}) == 1000);
}

TEST_CASE("B3.8 Lambda's control plane shares 15 a second; Invoke is outside of it") {
  Throttle throttle(lambda_throttles());
  CHECK(admitted(throttle, "lambda", "CreateFunction", 10, TimePoint{}) == 10);
  CHECK(admitted(throttle, "lambda", "ListFunctions", 10, TimePoint{}) == 5);
  CHECK(admitted(throttle, "lambda", "Invoke", 1000, TimePoint{}) == 1000);
  CHECK(admitted(throttle, "lambda", "GetFunction", 1000, TimePoint{}) == 100);
  CHECK(admitted(throttle, "lambda", "GetPolicy", 1000, TimePoint{}) == 15);
}

TEST_CASE("E4.7 H21 a throttled call is answered with the words of its protocol") {
  Settings settings = unsigned_settings();
  settings.throttles = {{"ecs", "*", "all", 1, 0.001},
                        {"elbv2", "*", "all", 1, 0.001},
                        {"lambda", "*", "all", 1, 0.001}};
  Fixture f(settings);
  f.add("ecs", "ListTasks", Json::object());
  f.add("elbv2", "DescribeRules", Json::object());
  f.add("lambda", "GetPolicy", Json::object());
  const auto list = json_request("AmazonEC2ContainerServiceV20141113.ListTasks", "{}");
  CHECK(f.send(list).status == 200);
  const auto json = f.send(list);
  CHECK(json.status == 400);
  CHECK(json.body == R"({"__type":"ThrottlingException","message":"Rate exceeded"})");
  const HttpRequest get{"GET", "/2015-03-31/functions/web/policy", {}, ""};
  f.send(get);
  const auto lambda = f.send(get);
  CHECK(lambda.status == 429);
  CHECK(lambda.headers.get("x-amzn-ErrorType") == "TooManyRequestsException");
  CHECK(Json::parse(lambda.body)["Reason"] == "CallerRateLimitExceeded");
  const auto rules = query_request("Action=DescribeRules&Version=2015-12-01");
  f.send(rules);
  const auto query = f.send(rules);
  CHECK(query.status == 400);
  CHECK(query.body.find("<Code>Throttling</Code><Message>Rate exceeded</Message>") !=
        std::string::npos);
}

TEST_CASE("B3.7 B3.8 a throttled call of Lambda's control plane says CallerRateLimitExceeded") {
  Settings settings = unsigned_settings();
  settings.throttles = lambda_throttles();
  settings.latency = Duration(1ms);
  Fixture f(settings);
  f.add("lambda", "GetPolicy", Json::object());
  const HttpRequest get{"GET", "/2015-03-31/functions/web/policy", {}, ""};
  // At one moment: the bucket fills again at 15 a second.
  for (int i = 0; i < 15; ++i)
    f.endpoint().handle(HttpRequest(get), [](HttpResponse answer) { CHECK(answer.status == 200); });
  const auto refused = f.send(get);
  CHECK(refused.status == 429);
  CHECK(Json::parse(refused.body)["Reason"] == "CallerRateLimitExceeded");
}
