// Messages: sent, received, hidden, deleted, expired.
#include "tests/emulator/sqs/fixture.hpp"

using namespace spillway;
using namespace spillway::sqs;
using namespace std::chrono_literals;

TEST_CASE("a message is received with its sums; nothing else is shown unless it is asked for") {
  Fixture f;
  const std::string url = f.create("dead");
  const Json sent =
      f.ok("SendMessage", {{"QueueUrl", url},
                           {"MessageBody", "hello"},
                           {"MessageAttributes",
                            {{"test_attribute_name_1",
                              {{"DataType", "String"}, {"StringValue", "test_attribute_value_1"}}},
                             {"n", {{"DataType", "Number"}, {"StringValue", "5"}}}}}});
  CHECK(sent["MD5OfMessageBody"] == "5d41402abc4b2a76b9719d911017c592");
  REQUIRE(f.events.size() == 1);
  CHECK(f.events[0].name == "sqs.message_sent");
  CHECK(f.events[0].data == Json({{"queue", "dead"}, {"sender", "client"}}));
  f.rt.run_for(1s);
  const Json message = f.receive(url, {{"VisibilityTimeout", 0}})[0];
  CHECK(message["MessageId"] == sent["MessageId"]);
  CHECK(message["Body"] == "hello");
  CHECK(message["MD5OfBody"] == sent["MD5OfMessageBody"]);
  CHECK(message.size() == 4);
  const Json shown = f.receive(url, {{"MessageAttributeNames", {"test_*", "n"}},
                                     {"MessageSystemAttributeNames", {"All"}}})[0];
  CHECK(shown["MessageAttributes"].size() == 1);
  CHECK(shown["MessageAttributes"]["n"] == Json({{"StringValue", "5"}, {"DataType", "Number"}}));
  CHECK(shown["Attributes"] == Json({{"SenderId", "client"},
                                     {"ApproximateFirstReceiveTimestamp", "1767614401000"},
                                     {"ApproximateReceiveCount", "2"},
                                     {"SentTimestamp", "1767614400000"}}));
}

TEST_CASE("the sum over message attributes is the one that SDKs compute") {
  // Of boto's and the developer guide's algorithm, computed by another program.
  CHECK(md5_of_attributes(
            {{"ERROR_CODE", {"String", "NO_PERMISSIONS"}}, {"RETRY_ATTEMPTS", {"Number", "0"}}}) ==
        "1b23a63649e97b3f17e4f0f2460fb2b4");
}

TEST_CASE("a received message is hidden for the visibility timeout, then comes again") {
  Fixture f;
  const std::string url = f.create("dead");
  f.send(url, "x");
  CHECK(f.bodies(url) == Texts{"x"});
  CHECK(f.bodies(url).empty());
  CHECK(f.attribute(url, "ApproximateNumberOfMessagesNotVisible") == "1");
  f.rt.run_for(30s - 1ms);
  CHECK(f.bodies(url).empty());
  f.rt.run_for(1ms);
  CHECK(f.bodies(url, {{"VisibilityTimeout", 5}}) == Texts{"x"});
  f.rt.run_for(5s);
  CHECK(f.attribute(url, "ApproximateNumberOfMessages") == "1");
}

TEST_CASE("up to MaxNumberOfMessages, in the order of sending") {
  Fixture f;
  const std::string url = f.create("dead");
  for (int i = 0; i < 12; ++i) f.send(url, std::to_string(i));
  CHECK(f.bodies(url) == Texts{"0"});
  CHECK(f.bodies(url, {{"MaxNumberOfMessages", "10"}}).size() == 10);
  CHECK(f.bodies(url, {{"MaxNumberOfMessages", 10}}) == Texts{"11"});
  for (const int bad : {0, 11}) {
    CHECK(f.error("ReceiveMessage", {{"QueueUrl", url}, {"MaxNumberOfMessages", bad}}).code ==
          "InvalidParameterValue");
  }
}

TEST_CASE("a message is deleted by the handle of its last receipt") {
  Fixture f;
  const std::string url = f.create("dead");
  f.send(url, "x");
  const std::string first = f.receive(url, {{"VisibilityTimeout", 0}})[0]["ReceiptHandle"];
  const std::string second = f.receive(url, {{"VisibilityTimeout", 0}})[0]["ReceiptHandle"];
  CHECK(first != second);
  const auto remove = [&](const std::string& handle) {
    f.ok("DeleteMessage", {{"QueueUrl", url}, {"ReceiptHandle", handle}});
  };
  remove(first);
  CHECK(f.attribute(url, "ApproximateNumberOfMessages") == "1");
  remove(second);
  CHECK(f.attribute(url, "ApproximateNumberOfMessages") == "0");
  remove(second);  // once more succeeds
  CHECK(f.fakes.samples["NumberOfMessagesDeleted dead"] == std::vector<double>{1});
  for (const char* bad : {"", "x", "ZGVhZA==", "ZGVhZCAxIDE=", "ZGVhZCB4IDEgYQ=="}) {
    CHECK(f.error("DeleteMessage", {{"QueueUrl", url}, {"ReceiptHandle", bad}}).code ==
          "ReceiptHandleIsInvalid");
  }
}

TEST_CASE("the visibility of a message in flight can be changed") {
  Fixture f;
  const std::string url = f.create("dead");
  f.send(url, "x");
  const std::string handle = f.receive(url)[0]["ReceiptHandle"];
  const Json params = {{"QueueUrl", url}, {"ReceiptHandle", handle}, {"VisibilityTimeout", 0}};
  f.ok("ChangeMessageVisibility", params);
  CHECK(f.error("ChangeMessageVisibility", params).code ==
        "AWS.SimpleQueueService.MessageNotInflight");
  CHECK(f.bodies(url) == Texts{"x"});
}

TEST_CASE("a delayed message is not visible before its time") {
  Fixture f;
  const std::string url = f.create("dead", {{"DelaySeconds", "10"}});
  f.send(url, "x");
  f.ok("SendMessage", {{"QueueUrl", url}, {"MessageBody", "y"}, {"DelaySeconds", 0}});
  CHECK(f.bodies(url) == Texts{"y"});
  CHECK(f.attribute(url, "ApproximateNumberOfMessagesDelayed") == "1");
  f.rt.run_for(10s);
  CHECK(f.bodies(url) == Texts{"x"});
}

TEST_CASE("a message is kept for the retention period") {
  Fixture f;
  const std::string url = f.create("dead", {{"MessageRetentionPeriod", "60"}});
  f.send(url, "x");
  f.rt.run_for(60s);
  CHECK(f.attribute(url, "ApproximateNumberOfMessages") == "1");
  f.rt.run_for(1s);
  CHECK(f.attribute(url, "ApproximateNumberOfMessages") == "0");
  CHECK(f.bodies(url).empty());
}

TEST_CASE("a receive can wait for a message: for one that is sent, or visible again, or in vain") {
  Fixture f;
  const std::string url = f.create("dead");
  std::vector<std::pair<Duration, std::size_t>> answers;  // when, and with how many messages
  const auto wait = [&](int seconds) {
    f.operations.find("sqs", "ReceiveMessage")
        ->handler({{"QueueUrl", url}, {"WaitTimeSeconds", seconds}, {"VisibilityTimeout", 2}}, {},
                  [&](core::ApiResult result) {
                    REQUIRE(result.has_value());
                    answers.emplace_back(f.rt.now().time_since_epoch(),
                                         result->value("Messages", Json::array()).size());
                  });
  };
  wait(5);
  f.rt.run_for(6s);
  REQUIRE(answers == std::vector<std::pair<Duration, std::size_t>>{{5s, 0}});
  wait(20);
  wait(20);
  f.rt.run_for(1s);
  f.send(url, "x");
  f.rt.run_for(1ms);
  REQUIRE(answers.size() == 2);
  CHECK(answers[1] == std::pair<Duration, std::size_t>{7s, 1});
  f.rt.run_for(10s);
  REQUIRE(answers.size() == 3);  // the other waiter, once the first one's time is over
  CHECK(answers[2] == std::pair<Duration, std::size_t>{9s, 1});
}

TEST_CASE("what a message may be") {
  Fixture f;
  const std::string url = f.create("dead", {{"MaximumMessageSize", "1024"}});
  const auto code = [&](const Json& changes) {
    Json params = {{"QueueUrl", url}, {"MessageBody", "x"}};
    params.update(changes);
    const auto result = f.call("SendMessage", params);
    return result.has_error() ? result.error().code : "none";
  };
  CHECK(code({{"MessageBody", std::string(1024, 'x')}}) == "none");
  CHECK(code({{"MessageBody", std::string(1025, 'x')}}) == "InvalidParameterValue");
  CHECK(code({{"MessageBody", ""}}) == "MissingParameter");
  CHECK(code({{"MessageBody", std::string("a\0b", 3)}}) == "InvalidMessageContents");
  CHECK(code({{"MessageBody", "a\xEF\xBF\xBF"}}) == "InvalidMessageContents");
  CHECK(code({{"MessageBody", "a\t\n\r\xF0\x9F\x98\x80"}}) == "none");
  CHECK(code({{"DelaySeconds", 901}}) == "InvalidParameterValue");
  CHECK(code({{"MessageGroupId", "g"}}) == "NotModelled");
  const auto with = [&](const Json& attribute) {
    return code({{"MessageAttributes", {{"a", attribute}}}});
  };
  CHECK(with({{"DataType", "String.json"}, {"StringValue", "{}"}}) == "none");
  CHECK(with({{"DataType", "String"}, {"StringValue", ""}}) == "InvalidParameterValue");
  CHECK(with({{"DataType", "Text"}, {"StringValue", "x"}}) == "InvalidParameterValue");
  CHECK(with({{"DataType", "Binary"}, {"BinaryValue", "eA=="}}) == "NotModelled");
  CHECK(with({{"DataType", "String"}, {"StringValue", std::string(1024, 'x')}}) ==
        "InvalidParameterValue");
}
