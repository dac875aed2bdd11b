#include <string>

#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

constexpr std::size_t kLongestQueueName = 80;

// What is not modelled is passed on, for SQS to refuse it by name.
Schema queue_schema() {
  return {text("QueueName"),
          integer("DelaySeconds"),
          integer("MaximumMessageSize"),
          integer("MessageRetentionPeriod"),
          integer("ReceiveMessageWaitTimeSeconds"),
          integer("VisibilityTimeout"),
          boolean("SqsManagedSseEnabled"),
          boolean("FifoQueue"),
          boolean("ContentBasedDeduplication"),
          text("KmsMasterKeyId"),
          integer("KmsDataKeyReusePeriodSeconds"),
          json_text("RedrivePolicy"),
          json_text("RedriveAllowPolicy"),
          tags()};
}

void create_queue(Creation& creation) {
  const std::string name = creation.name("QueueName", kLongestQueueName);
  creation.take("QueueName");
  Json params = {{"QueueName", name}};
  for (const auto& [attribute, value] : creation.properties.items()) {
    params["Attributes"][attribute] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  const Json answer = creation.call("sqs", "CreateQueue", params);
  const std::string url = creation.text(answer, "/QueueUrl");
  creation.set_physical_id(url);
  creation.set_attribute("Arn", creation.account().arn("sqs", name));
  creation.set_attribute("QueueName", name);
  creation.set_attribute("QueueUrl", url);
}

void create_queue_policy(Creation& creation) {
  const Json queues = creation.take("Queues");
  const Json policy = creation.take("PolicyDocument");
  for (const Json& url : queues) {
    creation.call("sqs", "SetQueueAttributes",
                  {{"QueueUrl", url}, {"Attributes", {{"Policy", policy}}}});
  }
  creation.set_physical_id(creation.ids().name(creation.logical_id(), 255));
}

}  // namespace

std::vector<ResourceType> sqs_types() {
  return {{"AWS::SQS::Queue", {"Arn", "QueueName", "QueueUrl"}, queue_schema(), create_queue},
          {"AWS::SQS::QueuePolicy",
           {},
           {required(texts("Queues")), required(json_text("PolicyDocument"))},
           create_queue_policy}};
}

}  // namespace spillway::cloudformation
