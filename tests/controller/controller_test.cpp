// The shell around the strategy, with scripted ports, in virtual time.
#include "controller/controller.hpp"

#include "emulator/sim/virtual_runtime.hpp"
#include "runtime/json.hpp"
#include "tests/controller/sample_event.hpp"
#include "tests/controller/scripted_ports.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::controller;
using namespace std::chrono_literals;
using spillway::testing::sample_event;
using spillway::testing::ScriptedPorts;

namespace {

Config sample_config() {
  Config config;
  config.cluster = "spillway";
  config.service = "web";
  config.listener_arn = "listener";
  config.lambda_target_group_arn = "lambda";
  config.ecs_target_group_arn = "ecs";
  return config;
}

// A controller in a world of its own.
struct Fixture {
  explicit Fixture(Config config = sample_config())
      : controller(runtime, ports, ports, std::move(config)) {}

  void invoke(std::string payload) {
    Invocation invocation;
    invocation.payload = std::move(payload);
    job = spawn(controller.handle(std::move(invocation)), [this](TaskResult<InvocationResult> end) {
      finished_at = runtime.now();
      result = std::move(end.value);
    });
  }

  sim::VirtualRuntime runtime;
  ScriptedPorts ports{runtime};
  Controller controller;
  std::optional<InvocationResult> result;
  TimePoint finished_at;
  Spawned job;
};

const std::vector<TaskSeen> kPending = {{"task/1", "PENDING", {"PENDING"}}};
const std::vector<TaskSeen> kRunning = {{"task/1", "RUNNING", {"RUNNING"}}};

}  // namespace

TEST_CASE("ALARM goes through to the weights") {
  Fixture fixture;
  fixture.ports.cluster_states = {{}, {}, kPending, kRunning};
  fixture.invoke(sample_event("OK", "ALARM"));
  fixture.runtime.run_for(1min);
  REQUIRE(fixture.result);
  REQUIRE(*fixture.result);
  CHECK(**fixture.result ==
        R"({"action":"to_ecs","reason":"a container is RUNNING","tasks":["task/1"]})");
  CHECK(fixture.ports.calls ==
        std::vector<std::string>{"ecs:UpdateService spillway web 1", "ecs:ListTasks spillway",
                                 "ecs:ListTasks spillway", "ecs:DescribeTasks spillway 1",
                                 "ecs:ListTasks spillway", "ecs:DescribeTasks spillway 1",
                                 "elbv2:ModifyListener listener lambda=0 ecs=1"});
  CHECK(fixture.finished_at == TimePoint(700ms));  // seven calls and no wait
}

TEST_CASE("the interval is waited between two rounds") {
  Config config = sample_config();
  config.poll_interval = 5s;
  Fixture fixture(config);
  fixture.ports.cluster_states = {{}, {}, kRunning};
  fixture.invoke(sample_event("OK", "ALARM"));
  fixture.runtime.run_for(1min);
  REQUIRE(fixture.result);
  CHECK(fixture.finished_at == TimePoint(500ms + 5s));
}

TEST_CASE("OK moves the traffic back before the count") {
  Fixture fixture;
  fixture.invoke(sample_event("ALARM", "OK"));
  fixture.runtime.run_for(1min);
  REQUIRE(fixture.result);
  CHECK(Json::parse(**fixture.result)["action"] == "to_lambda");
  CHECK(fixture.ports.calls ==
        std::vector<std::string>{"elbv2:ModifyListener listener lambda=1 ecs=0",
                                 "ecs:UpdateService spillway web 0"});
}

TEST_CASE("H4 INSUFFICIENT_DATA calls nobody") {
  Fixture fixture;
  fixture.invoke(sample_event("ALARM", "INSUFFICIENT_DATA"));
  REQUIRE(fixture.result);
  CHECK(Json::parse(**fixture.result)["action"] == "nothing");
  CHECK(fixture.ports.calls.empty());
}

TEST_CASE("H6 a task that never starts is polled without an end, until the invocation is killed") {
  Fixture fixture;
  fixture.ports.cluster_states = {kPending};
  fixture.invoke(sample_event("OK", "ALARM"));
  fixture.runtime.run_for(15min);
  CHECK_FALSE(fixture.result);
  CHECK(fixture.ports.calls.size() == 9001);  // the first after nothing, the last just begun
  fixture.job.kill();
  CHECK(fixture.runtime.pending() == 0);
  CHECK_FALSE(fixture.result);
}

TEST_CASE("B5 a failing call fails the invocation, with the action and AWS's code") {
  const auto action = GENERATE(as<std::string>(), "ecs:UpdateService", "ecs:ListTasks",
                               "ecs:DescribeTasks", "elbv2:ModifyListener");
  CAPTURE(action);
  Fixture fixture;
  fixture.ports.cluster_states = {kRunning};
  fixture.ports.failing = action;
  fixture.invoke(sample_event("OK", "ALARM"));
  fixture.runtime.run_for(1min);
  REQUIRE(fixture.result);
  REQUIRE_FALSE(*fixture.result);
  CHECK(fixture.result->error().type == "Function.ApiCallFailed");
  CHECK(fixture.result->error().message == action + " failed: ThrottlingException: Rate exceeded");
}

TEST_CASE("an event of somebody else is a function error, and calls nobody") {
  Fixture fixture;
  fixture.invoke(R"({"source":"aws.ecs"})");
  REQUIRE(fixture.result);
  REQUIRE_FALSE(*fixture.result);
  CHECK(fixture.result->error().type == "Function.BadEvent");
  CHECK(fixture.ports.calls.empty());
}

TEST_CASE("one controller answers one invocation after the other") {
  Fixture fixture;
  fixture.ports.cluster_states = {kRunning};
  for (int i = 0; i < 2; ++i) {
    fixture.invoke(sample_event("OK", "ALARM"));
    fixture.runtime.run_for(1min);
    REQUIRE(fixture.result);
    CHECK(Json::parse(**fixture.result)["action"] == "to_ecs");
    fixture.result.reset();
  }
}
