// aws-facts D9: what becomes of an event that cannot be handed over; and queues as targets.
#include "tests/emulator/eventbridge/fixture.hpp"

using namespace spillway;
using namespace spillway::eventbridge;
using namespace std::chrono_literals;

namespace {

const Json kDeadLetters = {{"DeadLetterConfig", {{"Arn", kQueue}}}};

Json with(Json target, const Json& more) {
  target.update(more);
  return target;
}

}  // namespace

TEST_CASE("D9 without permission or resource the event goes straight to the dead-letter queue") {
  for (const auto& [outcome, code] : {std::pair{HandOver::no_permissions, "NO_PERMISSIONS"},
                                      std::pair{HandOver::no_resource, "NO_RESOURCE"}}) {
    Fixture f;
    f.target.otherwise = outcome;
    f.rule_with_target("r", kCloudWatch, with(kDeadLetters, {{"Input", R"({"other": 1})"}}));
    f.send();
    f.runtime.run_for(101ms);
    REQUIRE(f.queues.messages.size() == 1);
    const Sent& sent = f.queues.messages[0];
    CHECK(sent.queue_arn == kQueue);
    CHECK(sent.sender.service_principal == "events.amazonaws.com");
    CHECK(sent.sender.source_arn == "arn:aws:events:sa-east-1:123456789012:rule/r");
    CHECK(sent.sender.role_arn.empty());
    CHECK(Json::parse(sent.body)["id"] == f.record[0].data["event_id"]);  // the event, not Input
    CHECK(sent.attributes.at("RULE_ARN") == sent.sender.source_arn);
    CHECK(sent.attributes.at("TARGET_ARN") == kFunction);
    CHECK(sent.attributes.at("ERROR_CODE") == code);
    CHECK(sent.attributes.at("RETRY_ATTEMPTS") == "0");
    CHECK_FALSE(sent.attributes.at("ERROR_MESSAGE").empty());
    CHECK_FALSE(sent.attributes.contains("EXHAUSTED_RETRY_CONDITION"));
    REQUIRE(f.record.size() == 2);  // matched, failed; and not lost
    CHECK(sent.cause == f.record[1].seq);
    CHECK(f.metrics.sums["InvocationsSentToDlq r"] == 1);
    CHECK(f.metrics.sums["FailedInvocations r"] == 1);
  }
}

TEST_CASE("D9 a dead letter tells which condition ended the retries, and after how many") {
  struct Row {
    Json policy;
    const char* condition;
    const char* attempts;
  };
  const Row rows[] = {
      {{{"MaximumRetryAttempts", 2}}, "MaximumRetryAttempts", "2"},
      {{{"MaximumRetryAttempts", 0}}, "MaximumRetryAttempts", "0"},
      {{{"MaximumEventAgeInSeconds", 60}}, "MaximumEventAgeInSeconds", "5"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.policy.dump());
    Fixture f;
    f.target.otherwise = HandOver::throttled;
    f.rule_with_target("r", kCloudWatch, with(kDeadLetters, {{"RetryPolicy", row.policy}}));
    f.send();
    f.runtime.run_for(1h);
    REQUIRE(f.queues.messages.size() == 1);
    const auto& attributes = f.queues.messages[0].attributes;
    CHECK(attributes.at("ERROR_CODE") == "THROTTLING");
    CHECK(attributes.at("EXHAUSTED_RETRY_CONDITION") == row.condition);
    CHECK(attributes.at("RETRY_ATTEMPTS") == row.attempts);
  }
}

TEST_CASE("D9 D12 a dead-letter queue that does not take the event: it is lost, and counted") {
  for (const auto& [answer, code] :
       {std::pair{core::SendOutcome::no_queue, "NO_RESOURCE"},
        std::pair{core::SendOutcome::no_permissions, "NO_PERMISSIONS"}}) {
    Fixture f;
    f.target.otherwise = HandOver::no_resource;
    f.queues.answer = answer;
    f.rule_with_target("r", kCloudWatch, kDeadLetters);
    f.send();
    f.runtime.run_for(1h);
    CHECK(f.queues.messages.size() == 1);
    CHECK(f.metrics.sums["InvocationsFailedToBeSentToDlq r"] == 1);
    CHECK(f.metrics.sums.count("InvocationsSentToDlq r") == 0);
    REQUIRE(f.record.size() == 3);
    CHECK(f.record[2].name == "events.event_dropped");
    CHECK(f.record[2].data["queue_error"] == code);
  }
}

TEST_CASE("D9 what is handed over in the end leaves no dead letter") {
  Fixture f;
  f.target.answers = {HandOver::throttled, HandOver::failed};
  f.rule_with_target("r", kCloudWatch, kDeadLetters);
  f.send();
  f.runtime.run_for(1h);
  CHECK(f.target.calls.size() == 3);
  CHECK(f.queues.messages.empty());
}

TEST_CASE("a standard queue is a target; its policy or the target's role decides") {
  Fixture f;
  const std::string role = "arn:aws:iam::123456789012:role/caller";
  Json targets = Json::array();
  targets.push_back({{"Id", "1"}, {"Arn", kQueue}, {"InputPath", "$.detail.state.value"}});
  targets.push_back({{"Id", "2"}, {"Arn", kQueue}, {"RoleArn", role}, {"Input", "1"}});
  // A function of that name is no queue.
  targets.push_back(
      {{"Id", "3"}, {"Arn", "arn:aws:lambda:sa-east-1:123456789012:function:sqs:live"}});
  f.rule("r", kCloudWatch);
  f.ok("PutTargets", {{"Rule", "r"}, {"Targets", targets}});
  f.send();
  f.runtime.run_for(1s);
  REQUIRE(f.queues.messages.size() == 2);
  CHECK(f.queues.messages[0].body == R"("ALARM")");
  CHECK(f.queues.messages[0].attributes.empty());
  CHECK(f.queues.messages[0].sender.role_arn.empty());
  CHECK(f.queues.messages[0].cause == f.record[0].seq);
  CHECK(f.queues.messages[1].sender.role_arn == role);
  CHECK(f.target.calls.size() == 1);
  CHECK(f.metrics.sums["Invocations r"] == 3);

  f.queues.answer = core::SendOutcome::no_permissions;
  f.send();
  f.runtime.run_for(1h);
  CHECK(f.queues.messages.size() == 4);  // not retried
  CHECK(f.metrics.sums["FailedInvocations r"] == 2);
}
