// aws-facts D9 in a whole world: where an alarm's event goes if its rule may not invoke the
// controller, by the template's own queue and policy.
#include "tests/emulator/world/failover_world.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using testing::FailoverWorld;

namespace {

const FailoverWorld::Edit kNoPermission = {"Principal: events.amazonaws.com",
                                           "Principal: sns.amazonaws.com"};
const FailoverWorld::Edit kConfig = {
    "          Arn: !GetAtt ControllerFunction.Arn\n",
    "          Arn: !GetAtt ControllerFunction.Arn\n"
    "          DeadLetterConfig: {Arn: !GetAtt DeadLetters.Arn}\n"};

// A queue that takes messages from the rule of that logical id.
FailoverWorld::Edit queue_for(const std::string& source) {
  return {"  # ---- The controller ----\n", R"(  DeadLetters:
    Type: AWS::SQS::Queue
  DeadLettersPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref DeadLetters]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt DeadLetters.Arn
            Condition: {ArnEquals: {'aws:SourceArn': )" +
                                                source + R"(}}
  # ---- The controller ----
)"};
}

// The names of the events that follow a failed hand-over.
std::vector<std::string> after_failure(const std::vector<FailoverWorld::Edit>& edits) {
  FailoverWorld world;
  const auto stack = world.deploy({}, edits);
  if (!stack) FAIL(stack.error().front().to_string());
  world.burst("/sleep", 200ms, 3min);
  world.rt.run_for(6min);
  std::vector<std::string> names;
  EventSeq failure = 0;
  for (const core::Event& event : world.events) {
    if (event.name == "events.target_failed" && failure == 0) {
      CHECK(event.data["error"] == "NO_PERMISSIONS");
      failure = event.seq;
    } else if (failure != 0 && event.cause == failure) {
      names.push_back(event.name);
    }
  }
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("D9 an alarm's event that may not reach the controller stands in the dead-letter queue") {
  CHECK(after_failure({kNoPermission, kConfig, queue_for("!GetAtt AlarmRule.Arn")}) ==
        Names{"sqs.message_sent"});
}

TEST_CASE("D9 without a queue, or a policy of it that names the rule, the event is lost") {
  CHECK(after_failure({kNoPermission}) == Names{"events.event_dropped"});
  CHECK(after_failure({kNoPermission, kConfig, queue_for("!GetAtt ConcurrencyAlarm.Arn")}) ==
        Names{"events.event_dropped"});
}
