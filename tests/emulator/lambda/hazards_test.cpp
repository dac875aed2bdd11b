// aws-facts H: hazards of the architecture, as far as Lambda decides them.
#include <algorithm>

#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::Lambda;
using Kind = InvocationOutput::Kind;

namespace {

void reserve(Lambda& lambda, const char* function, std::int64_t units) {
  lambda
      .call("PutFunctionConcurrency",
            {{"FunctionName", function}, {"ReservedConcurrentExecutions", units}})
      .value();
}

/// How long after its event the controller first runs, while the web function "f" holds the whole
/// account for two minutes.
Duration controller_delay(std::int64_t reserved) {
  auto settings = Lambda::quick();
  settings.account_concurrency = 110;
  Lambda lambda(settings);
  lambda.create("f", {{"Timeout", 900}});
  lambda.create("controller", {{"Timeout", 900}});
  if (reserved > 0) reserve(lambda, "controller", reserved);
  lambda.host.next = {2min, {}};
  for (int i = 0; i < 110; ++i) lambda.invoke();
  lambda.accept("controller");
  lambda.runtime.run_for(20min);
  for (const auto& event : lambda.events_of("lambda.invocation_started")) {
    if (event.data["function"] == "controller") return event.t.time_since_epoch();
  }
  return 20min;
}

}  // namespace

TEST_CASE("H1 the web function starves the controller, unless it has concurrency of its own") {
  CHECK(controller_delay(0) > 2min);
  CHECK(controller_delay(1) < 1s);
}

TEST_CASE("H2 concurrency never exceeds the cap, however many ask: an alarm above it cannot fire") {
  Lambda lambda;
  lambda.create();
  reserve(lambda, "f", 5);
  lambda.host.next = {1s, {}};
  for (int i = 0; i < 50; ++i) lambda.invoke();
  lambda.runtime.run_for(10s);
  const auto seen = lambda.metrics.values("ConcurrentExecutions", {{"FunctionName", "f"}});
  REQUIRE(!seen.empty());
  CHECK(*std::max_element(seen.begin(), seen.end()) == 5);
  CHECK(lambda.metrics.values("Throttles", {{"FunctionName", "f"}}).size() == 45);
}

TEST_CASE(
    "H6 the default timeout of 3 s kills a controller that waits; retries come at 1 and 2 min") {
  Lambda lambda;
  lambda.create();
  lambda.host.next = {60s, {}};
  lambda.accept();
  lambda.runtime.run_for(1h);
  const auto finished = lambda.events_of("lambda.invocation_finished");
  REQUIRE(finished.size() == 3);
  for (const auto& event : finished) CHECK(event.data["status"] == "timeout");
  const auto started = lambda.events_of("lambda.invocation_started");
  CHECK(started[1].t - finished[0].t == 1min);
  CHECK(started[2].t - finished[1].t == 2min);
}

TEST_CASE("H9 a throttled synchronous invocation is refused at once, and never tried again") {
  Lambda lambda;
  lambda.create();
  reserve(lambda, "f", 1);
  lambda.host.next = {1s, {}};
  lambda.invoke();
  lambda.invoke();
  REQUIRE(lambda.replies.size() == 1);
  CHECK(lambda.replies[0].reply.outcome == InvokeOutcome::throttled);
  CHECK(lambda.replies[0].at == TimePoint());
  lambda.runtime.run_for(10min);
  CHECK(lambda.host.inputs.size() == 1);
}

TEST_CASE("H22 after a time-out the next attempt starts again within its own timeout") {
  Lambda lambda;
  lambda.create();
  lambda.host.init = 1s;
  lambda.host.next = {2s, {}};
  lambda.host.script = {{10s, {}}};
  lambda.accept();
  lambda.runtime.run_for(10min);
  const auto finished = lambda.events_of("lambda.invocation_finished");
  REQUIRE(finished.size() == 3);
  // 2 s of work fit into 3 s, but not after an init of 1.5 s.
  CHECK(finished[1].data["status"] == "timeout");
  CHECK(finished[2].data["status"] == "timeout");
}
