// aws-facts B4: what CloudWatch is told.
#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::Lambda;
using Kind = InvocationOutput::Kind;
using Values = std::vector<double>;

namespace {

const core::Dimensions kOfFunction = {{"FunctionName", "f"}};
const core::Dimensions kOfResource = {{"FunctionName", "f"}, {"Resource", "f"}};
const core::Dimensions kOfLatest = {{"ExecutedVersion", "$LATEST"}, {"FunctionName", "f"}};
const core::Dimensions kAccount = {};

}  // namespace

TEST_CASE("B4.1 each metric of an invocation has four dimension sets") {
  Lambda lambda;
  lambda.create();
  lambda.create("g");
  lambda.host.next = {1s, {}};
  lambda.invoke();
  lambda.invoke_as("g");
  lambda.runtime.run_for(10s);
  for (const char* name : {"Invocations", "Errors", "Duration", "ConcurrentExecutions"}) {
    for (const auto& of : {kOfFunction, kOfResource, kOfLatest}) {
      CHECK(lambda.metrics.values(name, of).size() == 1);
    }
    CHECK(lambda.metrics.values(name, kAccount).size() == 2);
  }
}

TEST_CASE("B4.1 B4.5 a throttled request counts under all four, and nothing else of it does") {
  Lambda lambda;
  lambda.create();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 0}})
      .value();
  lambda.invoke();
  lambda.runtime.run_for(10min);
  CHECK(lambda.metrics.samples.size() == 4);
  for (const auto& of : {kOfFunction, kOfResource, kOfLatest, kAccount}) {
    CHECK(lambda.metrics.values("Throttles", of) == Values{1});
  }
}

TEST_CASE("B4.1 B4.2 a version and an alias have metrics under the names they are invoked by") {
  Lambda lambda;
  lambda.create();
  lambda.call("PublishVersion", {{"FunctionName", "f"}}).value();
  lambda.call("CreateAlias", {{"FunctionName", "f"}, {"Name", "live"}, {"FunctionVersion", "1"}})
      .value();
  lambda.host.next = {1s, {}};
  lambda.invoke();
  lambda.invoke_as("f:live");
  lambda.invoke_as("f:1");
  lambda.runtime.run_for(10s);
  const auto concurrency = [&](const core::Dimensions& of) {
    return lambda.metrics.values("ConcurrentExecutions", of);
  };
  CHECK(concurrency(kOfFunction) == Values{1, 2, 3});
  CHECK(concurrency(kOfResource) == Values{1});
  CHECK(concurrency({{"FunctionName", "f"}, {"Resource", "f:live"}}) == Values{1});
  CHECK(concurrency({{"FunctionName", "f"}, {"Resource", "f:1"}}) == Values{1});
  CHECK(concurrency({{"ExecutedVersion", "1"}, {"FunctionName", "f"}}) == Values{1, 2});
  CHECK(concurrency(kOfLatest) == Values{1});
  CHECK(concurrency(kAccount) == Values{1, 2, 3});
}

TEST_CASE("B4.3 ConcurrentExecutions has a sample for each invocation: its Sum says nothing") {
  Lambda lambda;
  lambda.create();
  lambda.host.next = {1s, {}};
  for (int i = 0; i < 3; ++i) lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.metrics.values("ConcurrentExecutions", kAccount) == Values{1, 2, 3});
}

TEST_CASE("B4.4 a function that is not invoked has no data at all") {
  Lambda lambda;
  lambda.create();
  lambda.invoke();
  lambda.runtime.run_for(30s);
  const auto before = lambda.metrics.samples.size();
  CHECK(before > 0);
  lambda.runtime.run_for(1h);
  CHECK(lambda.metrics.samples.size() == before);
}

TEST_CASE("B4.6 where the settings say so, ConcurrentExecutions comes when an invocation begins") {
  auto settings = Lambda::quick();
  settings.concurrency_metric_at_start = true;
  Lambda lambda(settings);
  lambda.create("f", {{"Timeout", 90}});
  lambda.host.next = {60s, {}};
  lambda.invoke();
  CHECK(lambda.metrics.values("ConcurrentExecutions", kOfFunction) == Values{1});
  CHECK(lambda.metrics.values("Invocations", kOfFunction).empty());
  lambda.runtime.run_for(2min);
  CHECK(lambda.metrics.values("ConcurrentExecutions", kOfFunction) == Values{1});
  CHECK(lambda.metrics.values("Invocations", kOfFunction) == Values{1});
}

TEST_CASE(
    "B4.7 errors are raised, crashed and timed out invocations; duration is in milliseconds") {
  struct Row {
    lambda::testing::Behaviour does;
    double errors;
    double duration_ms;
  };
  const Row rows[] = {{{1s, {Kind::response, "{}", 0}}, 0, 1002},
                      {{1s, {Kind::error, "{}", 0}}, 1, 1002},
                      {{1s, {Kind::exited, "", 1}}, 1, 1002},
                      {{10s, {}}, 1, 3000}};
  for (const Row& row : rows) {
    Lambda lambda;
    lambda.create();
    lambda.host.next = row.does;
    lambda.invoke();
    lambda.runtime.run_for(1min);
    CHECK(lambda.metrics.values("Invocations", kOfFunction) == Values{1});
    CHECK(lambda.metrics.values("Errors", kOfFunction) == Values{row.errors});
    CHECK(lambda.metrics.values("Duration", kOfFunction) == Values{row.duration_ms});
  }
}

TEST_CASE("B4.7 asynchronous events are counted when they are received and when they are dropped") {
  Lambda lambda;
  lambda.create();
  lambda.host.next = {1s, {Kind::error, "{}", 0}};
  lambda.accept();
  lambda.accept();
  lambda.runtime.run_for(1h);
  for (const auto& of : {kOfFunction, kOfResource, kAccount}) {
    CHECK(lambda.metrics.values("AsyncEventsReceived", of) == Values{1, 1});
    CHECK(lambda.metrics.values("AsyncEventsDropped", of) == Values{1, 1});
    CHECK(lambda.metrics.values("AsyncEventAge", of).size() == 6);
  }
}

TEST_CASE("B4.6 metrics carry the minute in which the invocation began, and come when it is over") {
  Lambda lambda;
  lambda.create("f", {{"Timeout", 90}});
  lambda.runtime.run_for(59s);
  lambda.host.next = {5s, {}};
  lambda.invoke();
  lambda.invoke();
  lambda.runtime.run_for(4s);
  CHECK(lambda.metrics.of("Invocations").empty());
  CHECK(lambda.metrics.of("ConcurrentExecutions").empty());
  lambda.runtime.run_for(10s);
  const auto samples = lambda.metrics.of("ConcurrentExecutions");
  REQUIRE(samples.size() == 2);
  CHECK(samples[1].value == 2);
  CHECK(samples[1].timestamp == TimePoint(59s));
}

TEST_CASE(
    "B4.2 B4.5 ConcurrentExecutions counts the invocation itself; throttles are not invocations") {
  Lambda lambda;
  lambda.create();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 2}})
      .value();
  lambda.host.next = {1s, {}};
  for (int i = 0; i < 5; ++i) lambda.invoke();
  lambda.runtime.run_for(10s);
  std::vector<double> seen;
  for (const auto& sample : lambda.metrics.of("ConcurrentExecutions", 0))
    seen.push_back(sample.value);
  CHECK(seen == std::vector<double>{1, 2});
  CHECK(lambda.metrics.of("Invocations", 0).size() == 2);
  CHECK(lambda.metrics.of("Throttles", 0).size() == 3);
  CHECK(lambda.metrics.values("Errors", {}) == std::vector<double>{0, 0});
  CHECK(lambda.events_of("lambda.throttled").size() == 1);
}

TEST_CASE("B4.8 UnreservedConcurrentExecutions and ClaimedAccountConcurrency have no dimensions") {
  Lambda lambda;
  lambda.create("g");
  lambda.create();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "g"}, {"ReservedConcurrentExecutions", 30}})
      .value();
  const auto values = [&](const char* metric) {
    std::vector<double> seen;
    for (const auto& sample : lambda.metrics.of(metric, 0)) seen.push_back(sample.value);
    return seen;
  };
  lambda.host.next = {1s, {}};
  lambda.functions.invoke(*lambda.functions.find("g"), {{}, {}, "test", false}, "{}",
                          [](const InvokeReply&) {});
  lambda.invoke();
  lambda.invoke();
  lambda.runtime.run_for(400ms);
  CHECK(values("ClaimedAccountConcurrency").empty());
  lambda.runtime.run_for(10s);
  CHECK(values("UnreservedConcurrentExecutions") == std::vector<double>{1, 2});
  CHECK(values("ClaimedAccountConcurrency") == std::vector<double>{30, 31, 32});
  CHECK(values("ConcurrentExecutions") == std::vector<double>{1, 2, 3});
  CHECK(lambda.metrics.of("UnreservedConcurrentExecutions", 1).empty());
}
