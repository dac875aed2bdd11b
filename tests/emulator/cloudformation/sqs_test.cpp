// Queues and their policies in templates.
#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

namespace {

const char* const kTemplate = R"(
Resources:
  Dead:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: dead
      VisibilityTimeout: '60'
      MessageRetentionPeriod: 1209600
      SqsManagedSseEnabled: true
      Tags: [{Key: a, Value: b}]
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Dead]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Dead.Arn
)";

}  // namespace

TEST_CASE("a queue becomes CreateQueue, its policy SetQueueAttributes") {
  Recording recording;
  const auto stack = create(recording, kTemplate);
  REQUIRE(stack);
  CHECK(recording.params_of("sqs:CreateQueue") ==
        Json::parse(R"({"QueueName": "dead", "Attributes": {"VisibilityTimeout": "60",
          "MessageRetentionPeriod": "1209600", "SqsManagedSseEnabled": "true"}})"));
  const Json set = recording.params_of("sqs:SetQueueAttributes");
  CHECK(set["QueueUrl"] == "https://sqs/123456789012/dead");
  const Json policy = Json::parse(set["Attributes"]["Policy"].get<std::string>());
  CHECK(policy["Statement"][0]["Resource"] == "arn:aws:sqs:sa-east-1:123456789012:dead");
}

TEST_CASE("a queue without a name gets one; Ref gives its URL, GetAtt name and ARN") {
  Recording recording;
  const auto stack = create(recording, R"(
Resources:
  Dead: {Type: 'AWS::SQS::Queue'}
Outputs:
  Url: {Value: !Ref Dead}
  Name: {Value: !GetAtt Dead.QueueName}
  SameUrl: {Value: !GetAtt Dead.QueueUrl}
)");
  REQUIRE(stack);
  const std::string name = recording.params_of("sqs:CreateQueue")["QueueName"];
  CHECK(name.starts_with("spillway-Dead-"));
  REQUIRE(stack->outputs.size() == 3);
  CHECK(stack->outputs[0].value == "https://sqs/123456789012/" + name);
  CHECK(stack->outputs[1].value == name);
  CHECK(stack->outputs[2].value == stack->outputs[0].value);
}

TEST_CASE("attributes that SQS does not know here are passed on, for it to refuse them") {
  Recording recording;
  recording.refusals["sqs:CreateQueue"] = core::not_modelled("the queue attribute FifoQueue");
  const auto stack = create(
      recording,
      "Resources: {Dead: {Type: 'AWS::SQS::Queue', Properties: {FifoQueue: true, RedrivePolicy: "
      "{maxReceiveCount: 3}}}}");
  REQUIRE_FALSE(stack);
  const Json attributes = recording.params_of("sqs:CreateQueue")["Attributes"];
  CHECK(attributes == Json::parse(R"({"FifoQueue": "true",
                                      "RedrivePolicy": "{\"maxReceiveCount\":3}"})"));
  CHECK(errors_of("Resources: {Dead: {Type: 'AWS::SQS::Queue', Properties: {Colour: red}}}") != "");
}
