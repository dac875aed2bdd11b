// Queues: their names, attributes and life.
#include "tests/emulator/sqs/fixture.hpp"

using namespace spillway;
using namespace spillway::sqs;
using namespace std::chrono_literals;
using Catch::Contains;

TEST_CASE("a queue has a URL, an ARN and the default attributes") {
  Fixture f;
  const std::string url = f.create("dead");
  CHECK(url == "https://sqs.sa-east-1.amazonaws.com/123456789012/dead");
  CHECK(f.ok("GetQueueUrl", {{"QueueName", "dead"}})["QueueUrl"] == url);
  CHECK(
      f.ok("GetQueueAttributes", {{"QueueUrl", url}, {"AttributeNames", {"All"}}})["Attributes"] ==
      Json({{"QueueArn", "arn:aws:sqs:sa-east-1:123456789012:dead"},
            {"ApproximateNumberOfMessages", "0"},
            {"ApproximateNumberOfMessagesNotVisible", "0"},
            {"ApproximateNumberOfMessagesDelayed", "0"},
            {"CreatedTimestamp", "1767614400"},
            {"LastModifiedTimestamp", "1767614400"},
            {"DelaySeconds", "0"},
            {"MaximumMessageSize", "1048576"},
            {"MessageRetentionPeriod", "345600"},
            {"ReceiveMessageWaitTimeSeconds", "0"},
            {"VisibilityTimeout", "30"},
            {"SqsManagedSseEnabled", "true"}}));
  // The host of a URL is the client's affair, account and name are not.
  CHECK(f.bodies("http://localhost:4566/123456789012/dead").empty());
  for (const char* other : {"dead", "https://h/123456789012/live", "https://h/999999999999/dead"}) {
    CHECK(f.error("ReceiveMessage", {{"QueueUrl", other}}).code ==
          "AWS.SimpleQueueService.NonExistentQueue");
  }
}

TEST_CASE("attributes can be set, within their limits") {
  Fixture f;
  const std::string url = f.create("dead", {{"VisibilityTimeout", "0"}});
  CHECK(f.attribute(url, "VisibilityTimeout") == "0");
  struct Row {
    const char* name;
    const char* low;
    const char* high;
    const char* too_low;
    const char* too_high;
  };
  const Row rows[] = {{"DelaySeconds", "0", "900", "-1", "901"},
                      {"MaximumMessageSize", "1024", "1048576", "1023", "1048577"},
                      {"MessageRetentionPeriod", "60", "1209600", "59", "1209601"},
                      {"ReceiveMessageWaitTimeSeconds", "0", "20", "-1", "21"},
                      {"VisibilityTimeout", "0", "43200", "", "43201"}};
  const auto set = [&](const char* name, const char* value) {
    const auto result =
        f.call("SetQueueAttributes", {{"QueueUrl", url}, {"Attributes", {{name, value}}}});
    return result.has_error() ? result.error().code : "none";
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    for (const char* good : {row.low, row.high}) {
      CHECK(set(row.name, good) == "none");
      CHECK(f.attribute(url, row.name) == good);
    }
    for (const char* bad : {row.too_low, row.too_high, "1x"}) {
      CHECK(set(row.name, bad) == "InvalidAttributeValue");
    }
    CHECK(f.attribute(url, row.name) == row.high);
  }
  CHECK(set("Colour", "red") == "InvalidAttributeName");
  CHECK(f.error("GetQueueAttributes", {{"QueueUrl", url}, {"AttributeNames", {"Colour"}}}).code ==
        "InvalidAttributeName");
}

TEST_CASE("FIFO queues, redrive and keys are refused by name") {
  Fixture f;
  const auto refusal = f.error("CreateQueue", {{"QueueName", "a.fifo"}});
  CHECK(refusal.not_modelled);
  CHECK_THAT(refusal.message, Contains("FIFO"));
  for (const char* name : {"FifoQueue", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId"}) {
    const auto error = f.error("CreateQueue", {{"QueueName", "a"}, {"Attributes", {{name, "x"}}}});
    CHECK(error.not_modelled);
    CHECK_THAT(error.message, Contains(name));
  }
  CHECK(f.operations.find("sqs", "SendMessageBatch") == nullptr);
  CHECK(f.call("ListQueues", Json::object())->empty());
}

TEST_CASE("a name is 1 to 80 letters, digits, hyphens and underscores") {
  Fixture f;
  f.create("aZ09-_");
  f.create(std::string(80, 'a'));
  for (const std::string& name : {std::string(), std::string(81, 'a'), std::string("a b"),
                                  std::string("a.b"), std::string("caf\xC3\xA9")}) {
    CAPTURE(name);
    CHECK(f.error("CreateQueue", {{"QueueName", name}}).code == "InvalidParameterValue");
  }
}

TEST_CASE("creating a queue again gives its URL, unless an attribute differs") {
  Fixture f;
  const std::string url = f.create("dead", {{"DelaySeconds", "5"}});
  CHECK(f.create("dead") == url);
  CHECK(f.create("dead", {{"DelaySeconds", "5"}}) == url);
  CHECK(f.error("CreateQueue", {{"QueueName", "dead"}, {"Attributes", {{"DelaySeconds", "6"}}}})
            .code == "QueueAlreadyExists");
}

TEST_CASE("a deleted queue's name is free after 60 seconds") {
  Fixture f;
  const std::string url = f.create("dead");
  f.send(url, "x");
  f.ok("DeleteQueue", {{"QueueUrl", url}});
  CHECK(f.error("DeleteQueue", {{"QueueUrl", url}}).code ==
        "AWS.SimpleQueueService.NonExistentQueue");
  CHECK(f.error("GetQueueUrl", {{"QueueName", "dead"}}).code ==
        "AWS.SimpleQueueService.NonExistentQueue");
  f.rt.run_for(59s);
  CHECK(f.error("CreateQueue", {{"QueueName", "dead"}}).code ==
        "AWS.SimpleQueueService.QueueDeletedRecently");
  f.rt.run_for(1s);
  f.create("dead");
  CHECK(f.bodies(url).empty());
}

TEST_CASE("queues are listed by prefix, page by page") {
  Fixture f;
  for (const char* name : {"b-2", "a", "b-1", "b-3"}) f.create(name);
  const auto page = [&](const Json& params) { return f.ok("ListQueues", params); };
  CHECK(page(Json::object())["QueueUrls"].size() == 4);
  const Json first = page({{"QueueNamePrefix", "b"}, {"MaxResults", 2}});
  CHECK(first["QueueUrls"].size() == 2);
  const Json second =
      page({{"QueueNamePrefix", "b"}, {"MaxResults", 2}, {"NextToken", first["NextToken"]}});
  REQUIRE(second["QueueUrls"].size() == 1);
  CHECK_THAT(second["QueueUrls"][0].get<std::string>(), Catch::EndsWith("/b-3"));
  CHECK_FALSE(second.contains("NextToken"));
  CHECK(page({{"QueueNamePrefix", "c"}}).empty());
}

TEST_CASE("a purge takes all messages, once in 60 seconds") {
  Fixture f;
  const std::string url = f.create("dead");
  f.send(url, "x");
  f.send(url, "y");
  f.receive(url);
  f.ok("PurgeQueue", {{"QueueUrl", url}});
  CHECK(f.attribute(url, "ApproximateNumberOfMessages") == "0");
  CHECK(f.attribute(url, "ApproximateNumberOfMessagesNotVisible") == "0");
  f.rt.run_for(59s);
  CHECK(f.error("PurgeQueue", {{"QueueUrl", url}}).code ==
        "AWS.SimpleQueueService.PurgeQueueInProgress");
  f.rt.run_for(1s);
  f.ok("PurgeQueue", {{"QueueUrl", url}});
}

TEST_CASE(
    "D12 a dead-letter queue's metrics: messages sent, and each minute how many are visible") {
  Fixture f;
  const std::string url = f.create("dead", {{"VisibilityTimeout", "90"}});
  f.send(url, "x");
  f.send(url, "y");
  f.receive(url);
  CHECK(f.fakes.samples["NumberOfMessagesSent dead"] == std::vector<double>{1, 1});
  CHECK(f.fakes.samples["NumberOfMessagesReceived dead"] == std::vector<double>{1});
  f.rt.run_for(2min);
  CHECK(f.fakes.samples["ApproximateNumberOfMessagesVisible dead"] == std::vector<double>{1, 2});
  CHECK(f.fakes.samples["ApproximateNumberOfMessagesNotVisible dead"] == std::vector<double>{1, 0});
}

TEST_CASE("six hours after its last use a queue sends no more metrics, until it is used again") {
  Fixture f;
  const std::string url = f.create("dead");
  auto& visible = f.fakes.samples["ApproximateNumberOfMessagesVisible dead"];
  f.rt.run_for(24h);
  CHECK(visible.size() == 360);
  CHECK(f.rt.pending() == 0);
  f.send(url, "x");
  f.rt.run_for(60s);
  CHECK(visible.size() == 361);
  CHECK(visible.back() == 1);
}

TEST_CASE("IAM checks a call against the queue's ARN") {
  Fixture f;
  const auto arns = [&](const char* action, const Json& params) {
    return f.operations.find("sqs", action)->resources(params);
  };
  const Texts expected = {"arn:aws:sqs:sa-east-1:123456789012:dead"};
  CHECK(arns("SendMessage", {{"QueueUrl", "https://h/123456789012/dead"}}) == expected);
  CHECK(arns("GetQueueUrl", {{"QueueName", "dead"}}) == expected);
  CHECK(arns("ListQueues", Json::object()).empty());
}
