// The controller's binary, run for real.
#include "runtime/json.hpp"
#include "tests/controller/sample_environment.hpp"
#include "tests/controller/sample_event.hpp"
#include "tests/runtime/loopback_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child_process.hpp"

using namespace spillway;
using namespace spillway::testing;
using namespace std::chrono_literals;

namespace {

ChildProcess::Variables variables(const Variables& changes) {
  const Variables all = sample_environment(changes);
  return {all.begin(), all.end()};
}

HttpResponse accepted() {
  HttpResponse response;
  response.status = 202;
  return response;
}

}  // namespace

TEST_CASE("--help says what it needs, without the Runtime API too") {
  ChildProcess help(SPILLWAY_CONTROLLER, {"--help"}, {});
  CHECK_THAT(help.read_output(), Catch::Matchers::Contains("LISTENER_ARN"));
  CHECK(help.wait(10s) == 0);
}

TEST_CASE("without the Runtime API, or with arguments, it exits with 2 and a reason") {
  ChildProcess alone(SPILLWAY_CONTROLLER, {}, variables({}));
  CHECK_THAT(alone.read_errors(), Catch::Matchers::Contains("AWS_LAMBDA_RUNTIME_API is not set"));
  CHECK(alone.wait(10s) == 2);
  ChildProcess argument(SPILLWAY_CONTROLLER, {"run"}, {});
  CHECK_THAT(argument.read_errors(), Catch::Matchers::Contains("--help"));
  CHECK(argument.wait(10s) == 2);
}

TEST_CASE("B2.4 a wrong configuration is an init error, and the process ends") {
  LoopbackServer api([](const HttpRequest&) { return accepted(); });
  ChildProcess function(SPILLWAY_CONTROLLER, {},
                        variables({{"AWS_LAMBDA_RUNTIME_API", api.address()},
                                   {"LISTENER_ARN", "web"},
                                   {"POLL_INTERVAL", "often"}}));
  CHECK(function.wait(20s) == 1);
  CHECK_THAT(function.read_errors(), Catch::Matchers::Contains("LISTENER_ARN is 'web'"));
  const auto requests = api.requests();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].method == "POST");
  CHECK(requests[0].target == "/2018-06-01/runtime/init/error");
  CHECK(requests[0].headers.get("Lambda-Runtime-Function-Error-Type") ==
        "Function.InvalidConfiguration");
  const Json body = Json::parse(requests[0].body);
  CHECK(body["errorType"] == "Function.InvalidConfiguration");
  CHECK_THAT(body["errorMessage"].get<std::string>(),
             Catch::Matchers::Contains("LISTENER_ARN is 'web'") &&
                 Catch::Matchers::Contains("POLL_INTERVAL is 'often'"));
}

TEST_CASE("B2.1 B2.2 an invocation goes out as API calls, and comes back as an answer") {
  // One server is both the Runtime API and AWS; after the report it is gone.
  bool reported = false;
  const auto answer = [&](const HttpRequest& request) {
    HttpResponse response = accepted();
    if (request.target.ends_with("/next")) {
      response.status = reported ? 500 : 200;
      response.headers = {{"Lambda-Runtime-Aws-Request-Id", "one"},
                          {"Lambda-Runtime-Deadline-Ms", "4102444800000"}};
      response.body = sample_event("ALARM", "OK");
    } else if (request.target.starts_with("/2018-06-01/")) {
      reported = true;
    } else {
      response.status = 400;
      response.body =
          "<ErrorResponse><Error><Code>ListenerNotFound</Code>"
          "<Message>no such listener</Message></Error></ErrorResponse>";
    }
    return response;
  };
  LoopbackServer server(answer);
  ChildProcess function(SPILLWAY_CONTROLLER, {},
                        variables({{"AWS_LAMBDA_RUNTIME_API", server.address()},
                                   {"AWS_ENDPOINT_URL", server.origin()}}));
  CHECK(function.wait(20s) == 1);
  const auto requests = server.requests();
  REQUIRE(requests.size() == 4);
  CHECK_THAT(requests[1].body, Catch::Matchers::StartsWith("Action=ModifyListener&"));
  CHECK(requests[1].headers.contains("Authorization"));
  CHECK(requests[2].target == "/2018-06-01/runtime/invocation/one/error");
  CHECK_THAT(Json::parse(requests[2].body)["errorMessage"].get<std::string>(),
             Catch::Matchers::Contains("ModifyListener failed: ListenerNotFound"));
}
