// aws-facts B5: where the results of asynchronous invocations go.
#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::FakeQueues;
using lambda::testing::Lambda;
using Kind = InvocationOutput::Kind;

namespace {

const std::string kQueue = "arn:aws:sqs:sa-east-1:123456789012:results";
const std::string kFunction = "arn:aws:lambda:sa-east-1:123456789012:function:";
const std::string kBus = "arn:aws:events:sa-east-1:123456789012:event-bus/default";

struct Connected : Lambda {
  Connected() { functions.connect_queues(queues); }
  core::ApiResult destine(const char* when, const std::string& arn, Json more = Json::object()) {
    Json params = {{"FunctionName", "f"}, {"DestinationConfig", {{when, {{"Destination", arn}}}}}};
    params.update(more);
    return call("PutFunctionEventInvokeConfig", params);
  }
  void reserve(std::int64_t units) {
    call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", units}})
        .value();
  }
  FakeQueues queues;
};

}  // namespace

TEST_CASE("B5.6 a queue gets the record of an event whose retries are exhausted") {
  Connected lambda;
  lambda.create();
  lambda.destine("OnFailure", kQueue).value();
  lambda.host.next = {1s, {Kind::error, R"({"errorType":"E","errorMessage":"m"})", 0}};
  lambda.accept();
  lambda.runtime.run_for(1h);
  REQUIRE(lambda.queues.sent.size() == 1);
  CHECK(lambda.queues.sent[0].queue_arn == kQueue);
  CHECK(lambda.queues.sent[0].role_arn == "arn:aws:iam::123456789012:role/r");
  const std::string id = lambda.host.inputs.at(0).request_id;
  CHECK(
      Json::parse(lambda.queues.sent[0].body) ==
      Json{{"version", "1.0"},
           {"timestamp", "2026-01-05T12:03:03.556Z"},
           {"requestContext",
            {{"requestId", id},
             {"functionArn", kFunction + "f:$LATEST"},
             {"condition", "RetriesExhausted"},
             {"approximateInvokeCount", 3}}},
           {"requestPayload", {{"n", 1}}},
           {"responseContext",
            {{"statusCode", 200}, {"executedVersion", "$LATEST"}, {"functionError", "Unhandled"}}},
           {"responsePayload", {{"errorType", "E"}, {"errorMessage", "m"}}}});
  const auto sent = lambda.events_of("lambda.result_sent").at(0);
  CHECK(sent.cause == lambda.events_of("lambda.event_dropped").at(0).seq);
  CHECK(sent.data["delivered"] == true);
}

TEST_CASE("B5.6 an event that grew too old says EventAgeExceeded, and has no response") {
  Connected lambda;
  lambda.create();
  lambda.destine("OnFailure", kQueue, {{"MaximumEventAgeInSeconds", 60}}).value();
  lambda.reserve(1);
  lambda.call("UpdateFunctionConfiguration", {{"FunctionName", "f"}, {"Timeout", 900}}).value();
  lambda.host.next = {10min, {}};
  lambda.invoke();
  lambda.accept();
  lambda.runtime.run_for(5min);
  REQUIRE(lambda.queues.sent.size() == 1);
  const Json record = Json::parse(lambda.queues.sent[0].body);
  CHECK(record["requestContext"]["condition"] == "EventAgeExceeded");
  CHECK(record["requestContext"]["approximateInvokeCount"] == 0);
  CHECK_FALSE(record.contains("responseContext"));
}

TEST_CASE("B5.4 with a reserved concurrency of 0 an event goes straight to the destination") {
  Connected lambda;
  lambda.create("f", {{"DeadLetterConfig", {{"TargetArn", kQueue + "-dead"}}}});
  lambda.destine("OnFailure", kQueue).value();
  lambda.reserve(0);
  lambda.accept();
  REQUIRE(lambda.queues.sent.size() == 2);
  CHECK(lambda.queues.sent[0].queue_arn == kQueue);
  CHECK(lambda.queues.sent[1].queue_arn == kQueue + "-dead");
  lambda.runtime.run_for(1h);
  CHECK(lambda.host.inputs.empty());
  CHECK(lambda.queues.sent.size() == 2);
}

TEST_CASE("B5.6 a dead-letter queue gets the event itself, and why it failed as attributes") {
  Connected lambda;
  lambda.create("f", {{"DeadLetterConfig", {{"TargetArn", kQueue}}}});
  lambda.host.next = {1s, {Kind::error, R"({"errorType":"E","errorMessage":"no cluster"})", 0}};
  lambda.accept();
  lambda.runtime.run_for(1h);
  REQUIRE(lambda.queues.sent.size() == 1);
  CHECK(lambda.queues.sent[0].body == "{\"n\":1}");
  CHECK(lambda.queues.sent[0].attributes ==
        std::map<std::string, std::string>{{"RequestID", lambda.host.inputs.at(0).request_id},
                                           {"ErrorCode", "200"},
                                           {"ErrorMessage", "no cluster"}});
  CHECK(lambda.call("GetFunctionConfiguration", {{"FunctionName", "f"}})
            .value()["DeadLetterConfig"]["TargetArn"] == kQueue);
}

TEST_CASE("B5.6 a success goes to its destination: a function gets the record as an event") {
  Connected lambda;
  lambda.create();
  lambda.create("g");
  lambda.destine("OnSuccess", kFunction + "g").value();
  lambda.host.script = {{1s, {Kind::response, R"({"done":true})", 0}}};
  lambda.accept();
  lambda.runtime.run_for(1min);
  REQUIRE(lambda.host.inputs.size() == 2);
  const Json record = Json::parse(lambda.host.inputs[1].payload);
  CHECK(record["requestContext"]["condition"] == "Success");
  CHECK(record["requestContext"]["approximateInvokeCount"] == 1);
  CHECK_FALSE(record["responseContext"].contains("functionError"));
  CHECK(record["responsePayload"] == Json{{"done", true}});
  CHECK(lambda.queues.sent.empty());
}

TEST_CASE("B5.6 the event bus gets an event whose detail is the record") {
  for (const bool success : {true, false}) {
    Connected lambda;
    lambda.create();
    lambda.destine(success ? "OnSuccess" : "OnFailure", kBus, {{"MaximumRetryAttempts", 0}})
        .value();
    lambda.host.next = {1s, {success ? Kind::response : Kind::error, "{}", 0}};
    lambda.accept();
    lambda.runtime.run_for(1min);
    REQUIRE(lambda.bus.events.size() == 1);
    const core::BusEvent& event = lambda.bus.events[0];
    CHECK(event.source == "lambda");
    CHECK(event.detail_type == (success ? "Lambda Function Invocation Result - Success"
                                        : "Lambda Function Invocation Result - Failure"));
    CHECK(event.resources == std::vector<std::string>{kBus, kFunction + "f:$LATEST"});
    CHECK(event.detail["requestContext"]["condition"] ==
          (success ? "Success" : "RetriesExhausted"));
  }
}

TEST_CASE("B5.6 what cannot be delivered is a metric, and told") {
  Connected lambda;
  lambda.create("f", {{"DeadLetterConfig", {{"TargetArn", "arn:aws:sqs:r:1:missing"}}}});
  lambda.destine("OnFailure", "arn:aws:sqs:r:1:missing", {{"MaximumRetryAttempts", 0}}).value();
  lambda.host.next = {1s, {Kind::error, "{}", 0}};
  lambda.accept();
  lambda.runtime.run_for(1min);
  CHECK(lambda.metrics.of("DestinationDeliveryFailures").size() == 1);
  CHECK(lambda.metrics.of("DeadLetterErrors").size() == 1);
  CHECK(lambda.events_of("lambda.result_sent").at(0).data["delivered"] == false);
}

TEST_CASE("a destination must be permitted to the function's role, and be one that is modelled") {
  Connected lambda;
  lambda.create();
  lambda.keys.denied = "sqs:SendMessage";
  const auto refused = lambda.destine("OnFailure", kQueue);
  REQUIRE(!refused);
  CHECK(refused.error().code == "InvalidParameterValueException");
  CHECK(refused.error().message ==
        "The provided execution role does not have permissions to call SendMessage on " + kQueue);
  for (const char* arn : {"arn:aws:sns:sa-east-1:123456789012:topic", "arn:aws:s3:::bucket",
                          "arn:aws:events:sa-east-1:123456789012:event-bus/own"}) {
    const auto unknown = lambda.destine("OnSuccess", arn);
    REQUIRE(!unknown);
    CHECK(unknown.error().not_modelled);
    CHECK_THAT(unknown.error().message, Catch::Contains(arn));
  }
}

TEST_CASE("an update of an EventInvokeConfig keeps what it does not name; all of them are listed") {
  Connected lambda;
  lambda.create();
  const auto none = lambda.call("UpdateFunctionEventInvokeConfig",
                                {{"FunctionName", "f"}, {"MaximumRetryAttempts", 1}});
  REQUIRE(!none);
  CHECK(none.error().code == "ResourceNotFoundException");
  lambda.destine("OnFailure", kQueue, {{"MaximumRetryAttempts", 0}}).value();
  const Json updated = lambda
                           .call("UpdateFunctionEventInvokeConfig",
                                 {{"FunctionName", "f"}, {"MaximumEventAgeInSeconds", 90}})
                           .value();
  CHECK(updated["MaximumRetryAttempts"] == 0);
  CHECK(updated["MaximumEventAgeInSeconds"] == 90);
  CHECK(updated["DestinationConfig"]["OnFailure"]["Destination"] == kQueue);
  lambda.call("PublishVersion", {{"FunctionName", "f"}}).value();
  lambda
      .call("PutFunctionEventInvokeConfig",
            {{"FunctionName", "f"}, {"Qualifier", "1"}, {"MaximumRetryAttempts", 2}})
      .value();
  const Json list = lambda.call("ListFunctionEventInvokeConfigs", {{"FunctionName", "f"}})
                        .value()["FunctionEventInvokeConfigs"];
  REQUIRE(list.size() == 2);
  CHECK(list[0]["FunctionArn"] == kFunction + "f:$LATEST");
  CHECK(list[1]["FunctionArn"] == kFunction + "f:1");
}

TEST_CASE("B5.2 B5.3 MaximumRetryAttempts is 0 to 2, MaximumEventAgeInSeconds 60 to 21600") {
  Lambda lambda;
  lambda.create();
  const auto put = [&](const char* name, int value) {
    const auto answer =
        lambda.call("PutFunctionEventInvokeConfig", {{"FunctionName", "f"}, {name, value}});
    return answer ? "ok" : answer.error().code;
  };
  const std::string refused = "InvalidParameterValueException";
  CHECK(put("MaximumRetryAttempts", -1) == refused);
  CHECK(put("MaximumRetryAttempts", 2) == "ok");
  CHECK(put("MaximumRetryAttempts", 3) == refused);
  CHECK(put("MaximumEventAgeInSeconds", 59) == refused);
  CHECK(put("MaximumEventAgeInSeconds", 60) == "ok");
  CHECK(put("MaximumEventAgeInSeconds", 21600) == "ok");
  CHECK(put("MaximumEventAgeInSeconds", 21601) == refused);
}

TEST_CASE("a function without an EventInvokeConfig has none to show") {
  Lambda lambda;
  lambda.create();
  const auto refusal = [&](const char* action) {
    const auto answer = lambda.call(action, {{"FunctionName", "f"}});
    REQUIRE(!answer);
    CHECK(answer.error().http_status == 404);
    return answer.error().code + ": " + answer.error().message;
  };
  const std::string none =
      "ResourceNotFoundException: The function "
      "arn:aws:lambda:sa-east-1:123456789012:function:f:$LATEST doesn't have an EventInvokeConfig";
  CHECK(refusal("GetFunctionEventInvokeConfig") == none);
  lambda.call("PutFunctionEventInvokeConfig", {{"FunctionName", "f"}, {"MaximumRetryAttempts", 1}})
      .value();
  const double put_at = to_seconds(lambda.runtime.wall_now().time_since_epoch());
  lambda.runtime.run_for(1min);
  const Json config = lambda.call("GetFunctionEventInvokeConfig", {{"FunctionName", "f"}}).value();
  CHECK(config["MaximumRetryAttempts"] == 1);
  CHECK(config["MaximumEventAgeInSeconds"] == 21600);
  CHECK(config["LastModified"] == put_at);
  CHECK(lambda.call("DeleteFunctionEventInvokeConfig", {{"FunctionName", "f"}}));
  CHECK(refusal("GetFunctionEventInvokeConfig") == none);
  CHECK(refusal("DeleteFunctionEventInvokeConfig") == none);
}

TEST_CASE("an EventInvokeConfig that sets nothing is refused") {
  Lambda lambda;
  lambda.create();
  const auto answer = lambda.call("PutFunctionEventInvokeConfig", {{"FunctionName", "f"}});
  REQUIRE(!answer);
  CHECK(answer.error().message ==
        "You must specify at least one of error handling or destination setting.");
}
