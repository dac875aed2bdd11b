// aws-facts B5: asynchronous invocation.
#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::Lambda;
using Kind = InvocationOutput::Kind;

namespace {

std::vector<TimePoint> times(const std::vector<core::Event>& events) {
  std::vector<TimePoint> result;
  for (const auto& event : events) result.push_back(event.t);
  return result;
}

}  // namespace

TEST_CASE("B5.1 an event is acknowledged at once and runs a little later, caused by its queueing") {
  Lambda lambda;
  lambda.create();
  lambda.accept();
  CHECK(lambda.host.inputs.empty());
  lambda.runtime.run_for(10s);
  REQUIRE(lambda.host.inputs.size() == 1);
  CHECK(lambda.host.inputs[0].payload == "{\"n\":1}");
  const auto queued = lambda.events_of("lambda.event_queued").at(0);
  const auto started = lambda.events_of("lambda.invocation_started").at(0);
  CHECK(started.cause == queued.seq);
  CHECK(lambda.events_of("lambda.invocation_finished").at(0).cause == started.seq);
}

TEST_CASE(
    "B5.2 B5.5 a function error is tried again after 1 minute and after 2, with the same request "
    "id") {
  Lambda lambda;
  lambda.create();
  lambda.host.next = {1s, {Kind::error, R"({"errorType":"E","errorMessage":"m"})", 0}};
  lambda.accept();
  lambda.runtime.run_for(1h);
  REQUIRE(lambda.host.inputs.size() == 3);
  CHECK(lambda.host.inputs[0].request_id == lambda.host.inputs[2].request_id);
  const auto started = times(lambda.events_of("lambda.invocation_started"));
  const auto finished = times(lambda.events_of("lambda.invocation_finished"));
  CHECK(started[1] - finished[0] == 1min);
  CHECK(started[2] - finished[1] == 2min);
  const auto dropped = lambda.events_of("lambda.event_dropped");
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].data["reason"] == "RetriesExhausted");
  CHECK(dropped[0].data["attempts"] == 3);
}

TEST_CASE("B5.2 a time-out and a crash are function errors, too") {
  const lambda::testing::Behaviour rows[] = {{10s, {}}, {1s, {Kind::exited, "", 1}}};
  for (const auto& does : rows) {
    Lambda lambda;
    lambda.create();
    lambda.host.next = does;
    lambda.accept();
    lambda.runtime.run_for(1h);
    CHECK(lambda.events_of("lambda.invocation_started").size() == 3);
    const auto retries = lambda.events_of("lambda.async_retry");
    REQUIRE(retries.size() == 2);
    CHECK(retries[0].data["delay_s"] == 60.0);
    CHECK(retries[1].data["delay_s"] == 120.0);
  }
}

TEST_CASE("B5.2 MaximumRetryAttempts, 0 to 2, limits the retries") {
  for (const std::size_t most : {0U, 1U, 2U}) {
    Lambda lambda;
    lambda.create();
    lambda
        .call("PutFunctionEventInvokeConfig",
              {{"FunctionName", "f"}, {"MaximumRetryAttempts", most}})
        .value();
    lambda.host.next = {1s, {Kind::error, "{}", 0}};
    lambda.accept();
    lambda.runtime.run_for(1h);
    CHECK(lambda.host.inputs.size() == most + 1);
  }
}

TEST_CASE(
    "B5.3 a throttled event waits 1 s, 2 s, 4 s ... up to 5 minutes, and does not use up the "
    "retries") {
  Lambda lambda;
  lambda.create();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 1}})
      .value();
  const lambda::testing::Behaviour fails = {1s, {Kind::error, "{}", 0}};
  lambda.host.script = {{20min, {}}, fails, fails, {1s, {}}};
  lambda.call("UpdateFunctionConfiguration", {{"FunctionName", "f"}, {"Timeout", 900}}).value();
  lambda.invoke();
  lambda.accept();
  lambda.runtime.run_for(1h);
  std::vector<double> delays;
  for (const auto& retry : lambda.events_of("lambda.async_retry")) {
    delays.push_back(retry.data["delay_s"]);
  }
  // Then it runs, fails, and has both of its retries.
  CHECK(delays == std::vector<double>{1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 60, 120});
  CHECK(lambda.events_of("lambda.async_retry").at(0).data["reason"] ==
        "ReservedFunctionConcurrentInvocationLimitExceeded");
  CHECK(lambda.host.inputs.size() == 4);
  CHECK(lambda.events_of("lambda.event_dropped").empty());
}

TEST_CASE("B5.3 so it waits where Lambda itself fails, by a scenario's fault") {
  Lambda lambda;
  core::Fault fault;
  fault.name = "down";
  fault.type = core::FaultType::api_error;
  fault.target = "lambda:Invoke";
  fault.attributes = {{"error", std::string("ServiceException")}};
  fault.length = 20s;
  core::Fault refusals = fault;  // no errors of a server, so not the queue's matter
  refusals.name = "refusals";
  refusals.length.reset();
  refusals.attributes = {{"error", std::string("AccessDeniedException")}};
  core::Faults faults(lambda.runtime, lambda.timeline, {fault, refusals});
  core::ApiFaults api_faults(lambda.runtime, faults);
  lambda.context.faults = &faults;
  lambda.context.api_faults = &api_faults;
  lambda.create();
  lambda.runtime.run_for(1s);
  lambda.accept();
  lambda.runtime.run_for(1h);
  const auto retries = lambda.events_of("lambda.async_retry");
  REQUIRE(retries.size() == 5);
  CHECK(retries[0].data["reason"] == "ServiceException");
  CHECK(retries[4].data["delay_s"] == 16.0);
  CHECK(lambda.host.inputs.size() == 1);
  CHECK(lambda.metrics.of("Throttles").empty());
  CHECK(lambda.metrics.of("Errors").size() == 1);
}

TEST_CASE("B5.5 the order of events is not kept") {
  Lambda lambda(Settings{});
  lambda.create();
  int overtaken = 0;
  for (int i = 0; i < 50; ++i) {
    lambda.accept();
    lambda.accept();
    lambda.runtime.run_for(1min);
    const auto queued = lambda.events_of("lambda.event_queued");
    const std::size_t last = lambda.host.inputs.size() - 1;
    REQUIRE(queued.size() == lambda.host.inputs.size());
    const Json arrived_last = lambda.host.inputs[last].request_id;
    overtaken += arrived_last == queued[last].data["request_id"] ? 0 : 1;
  }
  CHECK(overtaken > 10);
  CHECK(overtaken < 40);
}

TEST_CASE("B5.3 an event is kept for its maximum age, and dropped when that is over") {
  Lambda lambda;
  lambda.create();
  lambda
      .call("PutFunctionEventInvokeConfig",
            {{"FunctionName", "f"}, {"MaximumEventAgeInSeconds", 60}})
      .value();
  lambda.host.next = {2s, {Kind::error, "{}", 0}};
  lambda.accept();
  lambda.runtime.run_for(1h);
  CHECK(lambda.host.inputs.size() == 1);
  CHECK(lambda.events_of("lambda.async_retry").empty());
  const auto dropped = lambda.events_of("lambda.event_dropped").at(0);
  CHECK(dropped.data["reason"] == "EventAgeExceeded");
  CHECK(dropped.t == TimePoint(60s));
}

TEST_CASE("B5.3 an event that waits while its function is throttled is dropped after six hours") {
  Lambda lambda;
  lambda.create();
  lambda.runtime.run_for(1s);
  lambda.accept();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 0}})
      .value();
  lambda.runtime.run_for(7h);
  CHECK(lambda.host.inputs.empty());
  const auto dropped = lambda.events_of("lambda.event_dropped");
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].t == TimePoint(1s + 6h));
  CHECK(dropped[0].data["attempts"] == 0);
}

TEST_CASE("B4.7 AsyncEventAge is the time until the function ran; throttled attempts have none") {
  Lambda lambda;
  lambda.create();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 1}})
      .value();
  lambda.host.script = {{2500ms, {}}};
  lambda.invoke();
  lambda.accept();
  lambda.runtime.run_for(1min);
  CHECK(lambda.metrics.of("Throttles").size() == 2);
  const auto ages = lambda.metrics.of("AsyncEventAge");
  REQUIRE(ages.size() == 1);
  CHECK(ages[0].value == 50 + 1000 + 2000);
  CHECK(ages[0].timestamp == TimePoint(3050ms));
}

TEST_CASE("B5.4 with a reserved concurrency of 0 events are dropped at once") {
  Lambda lambda;
  lambda.create();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 0}})
      .value();
  lambda.accept();
  CHECK(lambda.events_of("lambda.event_dropped").size() == 1);
}

TEST_CASE("B5.6 without any queues a queue as destination is refused by name") {
  Lambda lambda;
  lambda.create();
  const auto answer =
      lambda.call("PutFunctionEventInvokeConfig",
                  {{"FunctionName", "f"},
                   {"DestinationConfig",
                    {{"OnFailure", {{"Destination", "arn:aws:sqs:sa-east-1:123456789012:q"}}}}}});
  REQUIRE(!answer);
  CHECK(answer.error().not_modelled);
}

TEST_CASE("B5.1 B3.11 B2.8 lambda:Invoke answers as its invocation type says") {
  Lambda lambda;
  lambda.create();
  lambda.host.next = {1s, {Kind::error, R"({"errorType":"E"})", 0}};
  const auto invoke = [&](const char* type) {
    Json answer;
    lambda.operations.find("lambda", "Invoke")
        ->handler({{"FunctionName", "f"}, {"InvocationType", type}, {"Payload", "{}"}},
                  {"test", "", "id"}, [&](core::ApiResult r) { answer = r.value(); });
    lambda.runtime.run_for(10s);
    return answer;
  };
  CHECK(invoke("Event")["StatusCode"] == 202);
  CHECK(invoke("DryRun")["StatusCode"] == 204);
  const Json direct = invoke("RequestResponse");
  CHECK(direct["StatusCode"] == 200);
  CHECK(direct["FunctionError"] == "Unhandled");
  CHECK(direct["ExecutedVersion"] == "$LATEST");
  CHECK(direct["Payload"] == R"({"errorType":"E"})");
}
