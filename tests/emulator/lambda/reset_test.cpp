// aws-facts B1: environments that are reset after a time-out or a crash, and what their init counts
// as.
#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::Lambda;
using Kind = InvocationOutput::Kind;
using Condition = FunctionEnvironment::Condition;

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
  // It is the same environment, and with it its /tmp: only the process is another one.
  CHECK(lambda.host.started == 2);
  const auto started = lambda.events_of("lambda.invocation_started");
  CHECK(started.at(0).data["environment"] == started.at(1).data["environment"]);
}

TEST_CASE("B1.5 an environment that ends after its answer is reset: the next invocation inits") {
  Lambda lambda;
  lambda.create();
  lambda.invoke();
  lambda.runtime.run_for(10s);
  lambda.host.init = 300ms;
  // Either it is known when the invocation comes, or the process ends before it takes the event.
  SECTION("before the next invocation") { lambda.host.conditions[1] = Condition::gone; }
  SECTION("when that is there already") {
    lambda.host.script = {{10ms, {Kind::not_taken, "the event", 0}},
                          {1s, {Kind::response, "answer", 0}}};
  }
  lambda.host.next = {1s, {Kind::response, "answer", 0}};
  lambda.invoke();
  lambda.runtime.run_for(10s);
  REQUIRE(lambda.replies.size() == 2);
  CHECK(lambda.replies[1].reply.payload == "answer");
  CHECK(lambda.host.started == 2);
  CHECK(lambda.events_of("lambda.environment_stopped").at(0).data["reason"] == "crash");
  const auto finished = lambda.events_of("lambda.invocation_finished");
  CHECK(finished.at(1).data["duration_ms"].get<double>() >= 1800.0);  // with its init
  const auto started = lambda.events_of("lambda.invocation_started");
  CHECK(started.at(0).data["environment"] == started.at(1).data["environment"]);
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
