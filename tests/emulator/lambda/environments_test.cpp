// aws-facts B1, B2: the life of an execution environment, and how an invocation can end.
#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::Lambda;
using Kind = InvocationOutput::Kind;

TEST_CASE(
    "B1.1 B1.9 a first invocation waits for a cold start, the next one finds the environment "
    "warm") {
  Lambda lambda;
  lambda.create();
  lambda.host.init = 300ms;
  lambda.host.next = {1s, {Kind::response, "answer", 0}};
  lambda.invoke();
  lambda.runtime.run_for(10s);
  REQUIRE(lambda.replies.size() == 1);
  CHECK(lambda.replies[0].at == TimePoint(500ms + 300ms + 1s + 2ms));
  CHECK(lambda.replies[0].reply.payload == "answer");
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies[1].at == TimePoint(10s + 1s + 2ms));
  CHECK(lambda.host.started == 1);
  REQUIRE(lambda.events_of("lambda.environment_started").size() == 1);
  CHECK(lambda.events_of("lambda.environment_started")[0].data["init_ms"] == 800.0);
}

TEST_CASE("B1.4 one environment serves one invocation at a time; the one used last is used next") {
  Lambda lambda;
  lambda.create();
  lambda.host.next = {1s, {}};
  lambda.invoke();
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.host.started == 2);
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.host.started == 2);
}

TEST_CASE("B1.7 an idle environment goes after a while") {
  Lambda lambda;
  lambda.create();
  lambda.invoke();
  lambda.runtime.run_for(5min);
  CHECK(lambda.host.alive == 1);
  lambda.invoke();
  lambda.runtime.run_for(10min - 1s);
  CHECK(lambda.host.alive == 1);
  lambda.runtime.run_for(2s);
  CHECK(lambda.host.alive == 0);
  CHECK(lambda.events_of("lambda.environment_stopped").at(0).data["reason"] == "idle");
}

TEST_CASE(
    "B1.3 B1.6 B2.10 a function that takes longer than its timeout is killed, and says so in AWS's "
    "words") {
  Lambda lambda;
  lambda.create();
  lambda.host.next = {10s, {}};
  lambda.invoke();
  lambda.runtime.run_for(20s);
  REQUIRE(lambda.replies.size() == 1);
  CHECK(lambda.replies[0].at == TimePoint(500ms + 3s));
  CHECK(lambda.replies[0].reply.outcome == InvokeOutcome::function_error);
  const std::string id = lambda.host.inputs[0].request_id;
  CHECK(lambda.replies[0].reply.payload ==
        R"({"errorType":"Sandbox.Timedout","errorMessage":"RequestId: )" + id +
            R"( Error: Task timed out after 3.00 seconds"})");
  CHECK(lambda.host.alive == 0);
  CHECK(lambda.events_of("lambda.invocation_finished")[0].data["status"] == "timeout");
}

TEST_CASE(
    "B1.5 after a time-out the environment is reset: the next init counts against the timeout") {
  Lambda lambda;
  lambda.create();
  lambda.host.script = {{10s, {}}, {2900ms, {Kind::response, "late", 0}}};
  lambda.invoke();
  lambda.runtime.run_for(10s);
  lambda.invoke();
  lambda.runtime.run_for(10s);
  REQUIRE(lambda.replies.size() == 2);
  CHECK(lambda.replies[1].at == TimePoint(10s + 3s));
  CHECK(lambda.replies[1].reply.outcome == InvokeOutcome::function_error);
}

TEST_CASE("B1.5 a time-out during the init after a reset leaves nothing behind") {
  Lambda lambda;
  lambda.create();
  lambda.host.script = {{10s, {}}};
  lambda.invoke();
  lambda.runtime.run_for(10s);
  lambda.host.init = 8s;
  lambda.invoke();
  lambda.runtime.run_for(30s);
  REQUIRE(lambda.replies.size() == 2);
  CHECK(lambda.replies[1].at == TimePoint(13s));
  CHECK(lambda.host.alive == 0);
}

TEST_CASE("B2.12 B2.13 B2.14 B1.5 a process that exits: its error's body, by how it ended") {
  struct Row {
    int status;
    const char* says;
  };
  const Row rows[] = {{101, "Runtime exited with error: exit status 101"},
                      {0, "Runtime exited without providing a reason"},
                      {137, "Runtime exited with error: signal: killed"}};
  for (const Row& row : rows) {
    Lambda lambda;
    lambda.create();
    lambda.host.next = {1s, {Kind::exited, "", row.status}};
    lambda.invoke();
    lambda.runtime.run_for(10s);
    const Json body = Json::parse(lambda.replies.at(0).reply.payload);
    CHECK(body["errorType"] == "Runtime.ExitError");
    CHECK_THAT(body["errorMessage"].get<std::string>(), Catch::EndsWith(row.says));
    CHECK(lambda.host.alive == 0);
  }
}

TEST_CASE("B1.8 B2.9 a handler's own error keeps the environment") {
  Lambda lambda;
  lambda.create();
  lambda.host.next = {1s, {Kind::error, R"({"errorMessage":"no","errorType":"KeyError"})", 0}};
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.at(0).reply.outcome == InvokeOutcome::function_error);
  CHECK(lambda.host.alive == 1);
  const auto finished = lambda.events_of("lambda.invocation_finished").at(0);
  CHECK(finished.data["status"] == "error");
  CHECK(finished.data["error_type"] == "KeyError");
}

TEST_CASE("B1.1 an init over 10 s is begun again, now within the function's timeout") {
  Lambda lambda;
  lambda.create();
  lambda.host.inits = {12s, 1s};
  lambda.host.next = {1s, {Kind::response, "ok", 0}};
  lambda.invoke();
  lambda.runtime.run_for(1min);
  REQUIRE(lambda.replies.size() == 1);
  CHECK(lambda.replies[0].at == TimePoint(10s + 500ms + 1s + 1s + 2ms));
  CHECK(lambda.replies[0].reply.outcome == InvokeOutcome::ok);
  CHECK(lambda.host.started == 2);
}

TEST_CASE("B1.1 the init after an overrun is bounded by the function's timeout alone") {
  Lambda lambda;
  lambda.create("f", {{"Timeout", 60}});
  lambda.host.inits = {12s, 25s};
  lambda.host.next = {1s, {Kind::response, "ok", 0}};
  lambda.invoke();
  lambda.runtime.run_for(2min);
  REQUIRE(lambda.replies.size() == 1);
  CHECK(lambda.replies[0].at == TimePoint(10s + 500ms + 25s + 1s + 2ms));
  CHECK(lambda.replies[0].reply.outcome == InvokeOutcome::ok);
  CHECK(lambda.host.started == 2);
}

TEST_CASE("B1.5 the init after a reset is bounded by the function's timeout alone") {
  Lambda lambda;
  lambda.create("f", {{"Timeout", 30}});
  lambda.host.script = {{40s, {}}, {1s, {Kind::response, "ok", 0}}};
  lambda.invoke();
  lambda.runtime.run_for(1min);
  lambda.host.inits = {15s};
  lambda.invoke();
  lambda.runtime.run_for(1min);
  REQUIRE(lambda.replies.size() == 2);
  CHECK(lambda.replies[1].at == TimePoint(1min + 500ms + 15s + 1s + 2ms));
  CHECK(lambda.replies[1].reply.outcome == InvokeOutcome::ok);
  lambda.host.script = {{40s, {}}};
  lambda.invoke();
  lambda.runtime.run_for(1min);
  lambda.host.inits = {50s};
  lambda.invoke();
  lambda.runtime.run_for(2min);
  REQUIRE(lambda.replies.size() == 4);
  CHECK(lambda.replies[3].at == TimePoint(3min + 30s));
  CHECK_THAT(lambda.replies[3].reply.payload, Catch::Contains("timed out after 30.00 seconds"));
  CHECK(lambda.host.alive == 0);
}

TEST_CASE("B1.1 a timeout shorter than the second init ends the invocation") {
  Lambda lambda;
  lambda.create();
  lambda.host.inits = {12s, 12s};
  lambda.invoke();
  lambda.runtime.run_for(1min);
  REQUIRE(lambda.replies.size() == 1);
  CHECK(lambda.replies[0].at == TimePoint(10s + 3s));
  CHECK_THAT(lambda.replies[0].reply.payload, Catch::Contains("Sandbox.Timedout"));
  CHECK(lambda.host.alive == 0);
}

TEST_CASE("a changed configuration is that of new environments; a busy one ends with its old one") {
  Lambda lambda;
  lambda.create("f", {{"Environment", {{"Variables", {{"MINE", "old"}}}}}});
  lambda.host.next = {5s, {Kind::response, "ok", 0}};
  lambda.invoke();
  lambda.runtime.run_for(1s);
  lambda
      .call("UpdateFunctionConfiguration", {{"FunctionName", "f"},
                                            {"Timeout", 30},
                                            {"MemorySize", 256},
                                            {"Environment", {{"Variables", {{"MINE", "new"}}}}}})
      .value();
  CHECK(lambda.host.alive == 1);
  lambda.invoke();
  lambda.runtime.run_for(1min);
  REQUIRE(lambda.replies.size() == 2);
  CHECK(lambda.replies[0].at == TimePoint(500ms + 3s));
  CHECK_THAT(lambda.replies[0].reply.payload, Catch::Contains("timed out after 3.00 seconds"));
  CHECK(lambda.replies[1].at == TimePoint(1s + 500ms + 5s + 2ms));
  REQUIRE(lambda.host.specs.size() == 2);
  CHECK(lambda.host.specs[0].environment.at("MINE") == "old");
  CHECK(lambda.host.specs[1].environment.at("MINE") == "new");
  CHECK(lambda.host.specs[1].environment.at("AWS_LAMBDA_FUNCTION_MEMORY_SIZE") == "256");
  CHECK(lambda.host.specs[1].timeout_s == 30);
}

TEST_CASE("an environment that was busy while the configuration changed is not used again") {
  Lambda lambda;
  lambda.create();
  lambda.host.next = {2s, {Kind::response, "ok", 0}};
  lambda.invoke();
  lambda.runtime.run_for(1s);
  lambda.call("UpdateFunctionConfiguration", {{"FunctionName", "f"}, {"MemorySize", 256}}).value();
  lambda.runtime.run_for(9s);
  CHECK(lambda.replies.at(0).reply.outcome == InvokeOutcome::ok);
  CHECK(lambda.host.alive == 0);
  const auto stopped = lambda.events_of("lambda.environment_stopped");
  REQUIRE(stopped.size() == 1);
  CHECK(stopped[0].data["reason"] == "configuration changed");
  lambda.invoke();
  lambda.runtime.run_for(10s);
  REQUIRE(lambda.host.specs.size() == 2);
  CHECK(lambda.host.specs[1].memory_mb == 256);
  CHECK(lambda.host.alive == 1);
}

TEST_CASE("B2.4 an init error is the answer, and the environment is not kept running") {
  Lambda lambda;
  lambda.create();
  lambda.host.init_error =
      R"({"errorType":"Function.InvalidConfiguration","errorMessage":"CLUSTER is missing"})";
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.at(0).reply.payload == lambda.host.init_error);
  CHECK(lambda.host.alive == 0);
}

TEST_CASE("B2.6 an answer over the payload limit is an error of the function") {
  Lambda lambda;
  lambda.create();
  lambda.host.next = {0s, {Kind::response, std::string(6291557, 'x'), 0}};
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK_THAT(lambda.replies.at(0).reply.payload, Catch::Contains("Function.ResponseSizeTooLarge"));
}

TEST_CASE("B1.7 an environment is replaced after a few hours, even under load") {
  auto settings = Lambda::quick();
  settings.environment_lifetime = Duration(2h);
  Lambda lambda(settings);
  lambda.create();
  for (int minute = 0; minute < 119; ++minute) {
    lambda.invoke();
    lambda.runtime.run_for(1min);
  }
  CHECK(lambda.host.started == 1);
  for (int minute = 0; minute < 3; ++minute) {
    lambda.invoke();
    lambda.runtime.run_for(1min);
  }
  CHECK(lambda.host.started == 2);
  CHECK(lambda.events_of("lambda.environment_stopped").at(0).data["reason"] == "recycled");
}

TEST_CASE("B1.9 a cold start takes 100 ms to 1 s, unless the settings say otherwise") {
  auto settings = Settings();
  settings.invoke_overhead = Duration(0s);
  Lambda lambda(settings);
  lambda.create();
  lambda.host.next = {10s, {}};
  lambda.call("UpdateFunctionConfiguration", {{"FunctionName", "f"}, {"Timeout", 60}}).value();
  for (int i = 0; i < 50; ++i) lambda.invoke();
  lambda.runtime.run_for(1min);
  REQUIRE(lambda.replies.size() == 50);
  for (const auto& reply : lambda.replies) {
    CHECK(reply.at >= TimePoint(10s + 100ms));
    CHECK(reply.at <= TimePoint(10s + 1s));
  }
  CHECK(lambda.replies.front().at != lambda.replies.back().at);
}

TEST_CASE("B2.11 a time-out as older functions tell it has no type, but the time and the request") {
  auto settings = Lambda::quick();
  settings.old_timeout_style = true;
  Lambda lambda(settings);
  lambda.create();
  lambda.host.next = {10s, {}};
  lambda.invoke();
  lambda.runtime.run_for(20s);
  const std::string id = lambda.host.inputs.at(0).request_id;
  CHECK(lambda.replies.at(0).reply.payload == R"({"errorMessage":"2026-01-05T12:00:03.500Z )" + id +
                                                  R"( Task timed out after 3.00 seconds"})");
  CHECK(lambda.events_of("lambda.invocation_finished").at(0).data["status"] == "timeout");
}

TEST_CASE("B2.15 a bad entry point is an init error of type Runtime.InvalidEntrypoint") {
  Lambda lambda;
  lambda.create();
  lambda.host.init_error =
      R"({"errorType":"Runtime.InvalidEntrypoint","errorMessage":"no such file or directory"})";
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.at(0).reply.outcome == InvokeOutcome::function_error);
  CHECK(lambda.replies.at(0).reply.payload == lambda.host.init_error);
  CHECK(lambda.events_of("lambda.invocation_finished").at(0).data["error_type"] ==
        "Runtime.InvalidEntrypoint");
}

TEST_CASE("B2.3 B2.9 what a handler raised reaches the caller as it is") {
  Lambda lambda;
  lambda.create();
  const std::string body =
      R"({"errorMessage":"'x'","errorType":"KeyError","requestId":"r","stackTrace":["a","b"]})";
  lambda.host.next = {1s, {Kind::error, body, 0}};
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.at(0).reply.payload == body);
}
