// Faults of lambda:Invoke strike the services that invoke, not only callers over the wire
// (aws-facts A4, B5, D9).
#include "tests/emulator/world/failover_world.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using testing::FailoverWorld;

namespace {

core::Fault fault_of(core::FaultType type,
                     std::map<std::string, core::FaultValue, std::less<>> what) {
  core::Fault fault;
  fault.name = "f";
  fault.type = type;
  fault.target = "lambda:Invoke";
  fault.attributes = std::move(what);
  return fault;
}
core::Fault error_of(const std::string& code) {
  return fault_of(core::FaultType::api_error, {{"error", code}});
}
core::Fault latency_of(Duration latency) {
  return fault_of(core::FaultType::api_latency, {{"latency", core::Delay::fixed(latency)}});
}
core::Fault of_caller(core::Fault fault, const std::string& caller) {
  fault.attributes.insert_or_assign("caller", caller);
  return fault;
}

std::vector<Json> told(const FailoverWorld& world, const std::string& name) {
  std::vector<Json> all;
  for (const auto& event : world.events) {
    if (event.name == name) all.push_back(event.data);
  }
  return all;
}

// What a client gets, when, and the load balancer's reason for it.
struct Answer {
  int status = 0;
  std::string reason;
};
Answer answer_under(core::Fault fault, Duration within = 1s) {
  FailoverWorld world(1, {std::move(fault)});
  REQUIRE(world.deploy());
  world.rt.run_for(5s);
  world.send("/health");
  world.rt.run_for(within);
  if (world.answers.empty()) return {};
  const int status = world.answers.front().response.status;
  world.rt.run_for(1min);
  for (const Json& minute : told(world, "alb.minute")) {
    if (!minute["by_error_reason"].empty()) {
      return {status, minute["by_error_reason"].begin().key()};
    }
  }
  return {status, ""};
}

const FailoverWorld::Edit kConfig = {
    "          Arn: !GetAtt ControllerFunction.Arn\n",
    "          Arn: !GetAtt ControllerFunction.Arn\n"
    "          RetryPolicy: {MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600}\n"
    "          DeadLetterConfig: {Arn: !GetAtt DeadLetters.Arn}\n"};
const FailoverWorld::Edit kQueue = {"  # ---- The controller ----\n", R"(  DeadLetters:
    Type: AWS::SQS::Queue
  DeadLettersPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref DeadLetters]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: sqs:SendMessage, Resource: !GetAtt DeadLetters.Arn}
  # ---- The controller ----
)"};

// The attributes of the event that could not be handed over, in the dead-letter queue.
std::map<std::string, std::string> dead_letter_under(core::Fault fault) {
  FailoverWorld world(1, {of_caller(std::move(fault), "events")});
  const auto stack = world.deploy({}, {kConfig, kQueue});
  if (!stack) FAIL(stack.error().front().to_string());
  world.burst("/sleep", 200ms, 3min);
  world.rt.run_for(6min);
  const auto received =
      world.world().operations().call("sqs", "ReceiveMessage",
                                      {{"QueueUrl", stack->find("DeadLetters")->physical_id},
                                       {"MessageAttributeNames", Json::array({"All"})}},
                                      {"test", "", "1"});
  REQUIRE(received);
  REQUIRE(received->contains("Messages"));
  std::map<std::string, std::string> attributes;
  for (const auto& [name, value] : (*received)["Messages"][0]["MessageAttributes"].items()) {
    attributes[name] = value["StringValue"];
  }
  return attributes;
}

}  // namespace

TEST_CASE("A4.12 A3.12 a 5xx of Lambda is a 502 of the load balancer: LambdaServiceException") {
  const Answer answer = answer_under(error_of("ServiceException"));
  CHECK(answer.status == 502);
  CHECK(answer.reason == "LambdaServiceException");
}

TEST_CASE("A4.11 A3.14 Lambda slower than the connection time-out: 504 LambdaConnectionTimeout") {
  CHECK(answer_under(latency_of(15s), 9990ms).status == 0);
  const Answer answer = answer_under(latency_of(15s), 10100ms);
  CHECK(answer.status == 504);
  CHECK(answer.reason == "LambdaConnectionTimeout");
  CHECK(answer_under(latency_of(5s), 4990ms).status == 0);
  CHECK(answer_under(latency_of(5s), 9s).status == 200);  // late, and well
}

TEST_CASE("A4.2 A4.8 A4.9 other errors of lambda:Invoke have the load balancer's own reasons") {
  CHECK(answer_under(error_of("TooManyRequestsException")).reason == "LambdaThrottling");
  CHECK(answer_under(fault_of(core::FaultType::api_throttle, {})).reason == "LambdaThrottling");
  CHECK(answer_under(error_of("AccessDeniedException")).reason == "LambdaAccessDenied");
  CHECK(answer_under(error_of("ResourceNotFoundException")).reason == "LambdaResourceNotFound");
}

TEST_CASE("strikes on a load balancer's calls are told in sums, and only of the fault's caller") {
  FailoverWorld world(1, {of_caller(error_of("ServiceException"), "elasticloadbalancing")});
  REQUIRE(world.deploy());
  world.burst("/health", 1s, 90s);
  world.rt.run_for(2min);
  const auto strikes = told(world, "fault.injected");
  REQUIRE(strikes.size() == 2);
  CHECK(strikes[0]["detail"] == "ServiceException for elasticloadbalancing");
  CHECK(strikes[1]["count"] > 50);
  CHECK(answer_under(of_caller(error_of("ServiceException"), "ControllerFunction"), 5s).status ==
        200);
}

TEST_CASE("D9 EventBridge tries again what Lambda's API throttles, and then goes on") {
  core::Fault fault = of_caller(fault_of(core::FaultType::api_throttle, {}), "events");
  fault.length = 4min;
  FailoverWorld world(1, {fault});
  REQUIRE(world.deploy());
  world.burst("/sleep", 200ms, 3min);
  world.rt.run_for(10min);
  const auto failures = told(world, "events.target_failed");
  REQUIRE(failures.size() > 2);
  CHECK(failures[0]["error"] == "THROTTLING");
  CHECK(failures[1]["attempt"] == 2);
  CHECK(told(world, "events.event_dropped").empty());
  CHECK(told(world, "lambda.event_queued").at(0)["source"] == "events");
}

TEST_CASE("D9 what was tried in vain stands in the dead-letter queue, with error and condition") {
  auto attributes = dead_letter_under(fault_of(core::FaultType::api_throttle, {}));
  CHECK(attributes["ERROR_CODE"] == "THROTTLING");
  CHECK(attributes["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts");
  CHECK(attributes["RETRY_ATTEMPTS"] == "2");
  attributes = dead_letter_under(latency_of(6s));
  CHECK(attributes["ERROR_CODE"] == "TIMEOUT");
  CHECK(attributes["RETRY_ATTEMPTS"] == "2");
  attributes = dead_letter_under(error_of("AccessDeniedException"));  // not tried again
  CHECK(attributes["ERROR_CODE"] == "NO_PERMISSIONS");
  CHECK(attributes["RETRY_ATTEMPTS"] == "0");
  CHECK_FALSE(attributes.contains("EXHAUSTED_RETRY_CONDITION"));
}

TEST_CASE("D9 where nothing is said, EventBridge tries for a day, 185 times") {
  FailoverWorld world(1, {of_caller(error_of("ServiceException"), "events")});
  REQUIRE(world.deploy());
  world.burst("/sleep", 200ms, 3min);
  world.rt.run_for(25h);
  const auto dropped = told(world, "events.event_dropped");
  REQUIRE_FALSE(dropped.empty());
  CHECK(dropped[0]["attempts"] >= 180);
  CHECK(dropped[0]["attempts"] <= 186);
}

TEST_CASE("C1.9 an alarm's action that Lambda's API refuses has failed, and is not tried again") {
  FailoverWorld world(1, {of_caller(error_of("TooManyRequestsException"), "cloudwatch")});
  const auto stack = world.deploy();
  REQUIRE(stack);
  const std::string function = world.world().account().arn(
      "lambda", "function:" + stack->find("ControllerFunction")->physical_id);
  const auto call = [&](const char* action, const Json& params) {
    REQUIRE(world.world().operations().call("cloudwatch", action, params, {"test", "", "1"}));
  };
  call("PutMetricAlarm", {{"AlarmName", "a"},
                          {"Namespace", "Test"},
                          {"MetricName", "m"},
                          {"Statistic", "Average"},
                          {"Period", 60},
                          {"EvaluationPeriods", 1},
                          {"Threshold", 1},
                          {"ComparisonOperator", "GreaterThanThreshold"},
                          {"AlarmActions", Json::array({function})}});
  world.rt.run_for(1s);
  call("SetAlarmState", {{"AlarmName", "a"}, {"StateValue", "ALARM"}, {"StateReason", "test"}});
  world.rt.run_for(1s);
  const auto actions = told(world, "cloudwatch.alarm_action");
  REQUIRE(actions.size() == 1);
  CHECK(actions[0]["error"] == "Rate exceeded");
}
