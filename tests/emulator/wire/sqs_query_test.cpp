// F1, F2: SQS in both of its protocols: the JSON one of newer SDKs, the query one of older ones.
#include "emulator/wire/sqs_query.hpp"

#include "tests/emulator/wire/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::wire;
using Catch::Contains;

namespace {

HttpResponse send_form(Fixture& f, const std::string& path, const std::string& form) {
  HttpRequest request = query_request(form + "&Version=2012-11-05");
  request.target = path;
  return f.send(std::move(request));
}

}  // namespace

TEST_CASE("SQS: a query form becomes the parameters of the JSON protocol") {
  Fixture f(unsigned_settings());
  f.add("sqs", "CreateQueue", Json{{"QueueUrl", "https://h/1/q"}});
  const auto created = send_form(f, "/",
                                 "Action=CreateQueue&QueueName=q&Attribute.1.Name=DelaySeconds&"
                                 "Attribute.1.Value=5&Tag.1.Key=k&Tag.1.Value=v");
  CHECK(created.status == 200);
  CHECK(f.params_seen == Json::parse(R"({"QueueName": "q", "Attributes": {"DelaySeconds": "5"},
                                         "tags": {"k": "v"}})"));
  CHECK_THAT(created.body,
             Contains(R"(<CreateQueueResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/">)"
                      "<CreateQueueResult><QueueUrl>https://h/1/q</QueueUrl></CreateQueueResult>"));

  f.add("sqs", "SendMessage", Json{{"MessageId", "1"}});
  // To the path of the queue's URL, as SDKs do it.
  send_form(f, "/123456789012/q",
            "Action=SendMessage&QueueUrl=https%3A%2F%2Fh%2F1%2Fq&MessageBody=x&"
            "MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=String&"
            "MessageAttribute.1.Value.StringValue=v");
  CHECK(f.params_seen == Json::parse(R"({"QueueUrl": "https://h/1/q", "MessageBody": "x",
                        "MessageAttributes": {"a": {"DataType": "String", "StringValue": "v"}}})"));
}

TEST_CASE("SQS: the answers of the query protocol are flattened") {
  Fixture f(unsigned_settings());
  f.add("sqs", "ReceiveMessage", Json::parse(R"({"Messages": [{"MessageId": "1", "Body": "<a>",
          "Attributes": {"SentTimestamp": "5"},
          "MessageAttributes": {"n": {"StringValue": "v", "DataType": "String"}}},
          {"MessageId": "2"}]})"));
  const auto received = send_form(f, "/123456789012/q",
                                  "Action=ReceiveMessage&QueueUrl=u&AttributeName.1=All&"
                                  "MessageAttributeName.1=n&MaxNumberOfMessages=10");
  CHECK(f.params_seen == Json::parse(R"({"QueueUrl": "u", "AttributeNames": ["All"],
                                         "MessageAttributeNames": ["n"],
                                         "MaxNumberOfMessages": "10"})"));
  CHECK_THAT(
      received.body,
      Contains("<ReceiveMessageResult><Message><MessageId>1</MessageId><Body>&lt;a&gt;</Body>"
               "<Attribute><Name>SentTimestamp</Name><Value>5</Value></Attribute>"
               "<MessageAttribute><Name>n</Name><Value><StringValue>v</StringValue>"
               "<DataType>String</DataType></Value></MessageAttribute></Message>"
               "<Message><MessageId>2</MessageId></Message></ReceiveMessageResult>"));
  f.add("sqs", "ListQueues", Json{{"QueueUrls", {"u1", "u2"}}});
  CHECK_THAT(send_form(f, "/", "Action=ListQueues").body,
             Contains("<ListQueuesResult><QueueUrl>u1</QueueUrl><QueueUrl>u2</QueueUrl>"
                      "</ListQueuesResult>"));
}

TEST_CASE("SQS: the answer to a question has its element also when there is nothing to tell") {
  Fixture f(unsigned_settings());
  f.add("sqs", "ListQueues", Json::object());
  f.add("sqs", "PurgeQueue", Json::object());
  CHECK_THAT(send_form(f, "/", "Action=ListQueues").body,
             Contains("<ListQueuesResult></ListQueuesResult>"));
  CHECK_THAT(send_form(f, "/", "Action=PurgeQueue&QueueUrl=u").body, !Contains("Result>"));
}

TEST_CASE("SQS: an error has its old code in the query protocol and a header of the JSON one") {
  Fixture f(unsigned_settings());
  f.add("sqs", "GetQueueUrl",
        core::ApiError("AWS.SimpleQueueService.NonExistentQueue", "There is none."));
  const auto query = send_form(f, "/", "Action=GetQueueUrl&QueueName=q");
  CHECK(query.status == 400);
  CHECK_THAT(query.body, Contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>"));
  const auto json = f.send(json_request("AmazonSQS.GetQueueUrl", R"({"QueueName": "q"})"));
  CHECK(json.status == 400);
  CHECK(json.headers.get("Content-Type") == "application/x-amz-json-1.0");
  CHECK(json.headers.get("x-amzn-query-error") == "AWS.SimpleQueueService.NonExistentQueue;Sender");
  CHECK(Json::parse(json.body)["__type"] == "com.amazonaws.sqs#QueueDoesNotExist");
  REQUIRE(f.calls().size() == 2);
  CHECK(f.calls()[1].data["service"] == "sqs");
}

TEST_CASE("SQS: what is no map of names and values is left for the operation to refuse") {
  CHECK(sqs_parameters(Json::parse(R"({"Attribute": [{"Name": "a"}], "AttributeName": "x"})")) ==
        Json::parse(R"({"Attribute": [{"Name": "a"}], "AttributeName": "x"})"));
}
