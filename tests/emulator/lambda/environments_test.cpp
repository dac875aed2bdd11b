// aws-facts B1: the life of an execution environment.
#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::Lambda;
using Kind = InvocationOutput::Kind;
using Condition = FunctionEnvironment::Condition;

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
  lambda.host.script = {{1s, {}}, {2s, {}}};
  lambda.invoke();
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.host.started == 2);
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.host.started == 2);
  const auto started = lambda.events_of("lambda.invocation_started");
  REQUIRE(started.size() == 3);
  CHECK(started[0].data["environment"] != started[1].data["environment"]);
  CHECK(started[2].data["environment"] == started[1].data["environment"]);
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
  lambda.runtime.run_for(500ms + 3s - 1ns);
  CHECK(lambda.host.alive == 1);
  lambda.runtime.run_for(1ns);  // nobody is given time to shut down
  CHECK(lambda.host.alive == 0);
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

TEST_CASE("B1.4 one that still works on its last invocation is passed over, if another is idle") {
  Lambda lambda;
  lambda.create();
  lambda.host.script = {{1s, {}}, {2s, {}}};
  lambda.invoke();
  lambda.invoke();
  lambda.runtime.run_for(10s);
  lambda.host.conditions[2] = Condition::unready;
  lambda.invoke();
  lambda.runtime.run_for(10s);
  const auto started = lambda.events_of("lambda.invocation_started");
  CHECK(started.at(2).data["environment"] == started.at(0).data["environment"]);
  lambda.host.conditions[1] = Condition::unready;
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.host.started == 2);
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
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.at(1).at == TimePoint(10s + 1s + 2ms));
  CHECK(lambda.host.started == 1);
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
