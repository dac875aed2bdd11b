// D9: who may send to a queue: a rule's dead letters are lost without the queue's policy.
#include "tests/emulator/sqs/fixture.hpp"

using namespace spillway;
using namespace spillway::sqs;
using namespace std::chrono_literals;
using core::SendOutcome;

namespace {

const std::string kQueue = "arn:aws:sqs:sa-east-1:123456789012:dead";
const std::string kRule = "arn:aws:events:sa-east-1:123456789012:rule/failover";
const core::MessageSender kEvents = {"events.amazonaws.com", kRule, ""};

/// The outcome of a rule's message, if the policy's only statement differs from one that allows it.
SendOutcome outcome(const Json& changes, const core::MessageSender& sender = kEvents) {
  Fixture f;
  Json statement = {{"Effect", "Allow"},
                    {"Principal", {{"Service", "events.amazonaws.com"}}},
                    {"Action", "sqs:SendMessage"},
                    {"Resource", kQueue},
                    {"Condition", {{"ArnEquals", {{"aws:SourceArn", kRule}}}}}};
  statement.update(changes);
  const Json policy = {{"Version", "2012-10-17"}, {"Statement", {statement}}};
  f.create("dead", {{"Policy", policy.dump()}});
  return f.queues.send(kQueue, sender, "body", {});
}

std::string refusal(const Json& statement) {
  const Json policy = {{"Statement", {statement}}};
  const auto parsed = QueuePolicy::parse(policy.dump());
  return parsed.has_error() ? parsed.error().code : "none";
}

}  // namespace

TEST_CASE(
    "D9 a message of a service stands in the queue, with its attributes, if the policy allows") {
  Fixture f;
  const Json policy = {
      {"Statement",
       {{"Effect", "Allow"},
        {"Principal", {{"Service", {"sns.amazonaws.com", "events.amazonaws.com"}}}},
        {"Action", {"SQS:Send*"}},
        {"Resource", "*"}}}};
  const std::string url = f.create("dead", {{"Policy", policy.dump()}});
  CHECK(f.attribute(url, "Policy") == policy.dump());
  CHECK(f.queues.send(kQueue, kEvents, "event", {{"ERROR_CODE", "NO_RESOURCE"}}) ==
        SendOutcome::accepted);
  const Json message = f.receive(url, {{"MessageAttributeNames", {"All"}}})[0];
  CHECK(message["Body"] == "event");
  CHECK(message["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_RESOURCE");
  REQUIRE(f.events.size() == 1);
  CHECK(f.events[0].data == Json({{"queue", "dead"}, {"sender", "events.amazonaws.com"}}));
}

TEST_CASE("D9 no queue, no policy, no message") {
  Fixture f;
  CHECK(f.queues.send(kQueue, kEvents, "x", {}) == SendOutcome::no_queue);
  const std::string url = f.create("dead");
  CHECK(f.queues.send(kQueue, kEvents, "x", {}) == SendOutcome::no_permissions);
  CHECK(f.bodies(url).empty());
  CHECK(f.events.empty());
}

TEST_CASE("D9 a statement applies to its principals, actions, resources and sources") {
  struct Row {
    Json changes;
    SendOutcome expected;
  };
  const auto yes = SendOutcome::accepted;
  const auto no = SendOutcome::no_permissions;
  const Row rows[] = {
      {Json::object(), yes},
      {{{"Principal", "*"}}, yes},
      {{{"Principal", {{"AWS", "*"}}}}, yes},
      {{{"Principal", {{"Service", "sns.amazonaws.com"}}}}, no},
      {{{"Principal", {{"AWS", "123456789012"}}}}, no},
      {{{"Action", "sqs:*"}}, yes},
      {{{"Action", "*"}}, yes},
      {{{"Action", "sqs:ReceiveMessage"}}, no},
      {{{"Resource", kQueue + "2"}}, no},
      {{{"Resource", "arn:aws:sqs:*:*:de?d"}}, yes},
      {{{"Condition", {{"ArnEquals", {{"aws:SourceArn", kRule + "2"}}}}}}, no},
      {{{"Condition", {{"ArnLike", {{"AWS:SourceARN", "arn:aws:events:*:*:rule/*"}}}}}}, yes},
      {{{"Condition", {{"StringEquals", {{"aws:SourceArn", "arn:*"}}}}}}, no},
      {{{"Condition", {{"StringLike", {{"aws:SourceArn", {"x", "arn:*"}}}}}}}, yes},
      {{{"Condition", {{"StringEquals", {{"aws:SourceAccount", "123456789012"}}}}}}, yes},
      {{{"Condition", {{"StringEquals", {{"aws:SourceAccount", "1"}}}}}}, no},
      {{{"Condition", {{"Bool", {{"aws:SecureTransport", "true"}}}}}}, yes},
      {{{"Condition", {{"Bool", {{"aws:SecureTransport", false}}}}}}, no},
      {{{"Condition",
         {{"ArnEquals", {{"aws:SourceArn", kRule}}},
          {"StringEquals", {{"aws:SourceAccount", "1"}}}}}},
       no},
      {{{"Effect", "Deny"}}, no},
  };
  for (const Row& row : rows) {
    CAPTURE(row.changes.dump());
    CHECK(outcome(row.changes) == row.expected);
  }
}

TEST_CASE("a condition on a source is not met by a caller who has none, unless IfExists") {
  const core::MessageSender sourceless = {"events.amazonaws.com", "", ""};
  CHECK(outcome(Json::object(), sourceless) == SendOutcome::no_permissions);
  CHECK(outcome({{"Condition", {{"ArnEqualsIfExists", {{"aws:SourceArn", kRule}}}}}}, sourceless) ==
        SendOutcome::accepted);
}

TEST_CASE("a Deny outweighs every Allow") {
  Fixture f;
  const Json allow = {{"Effect", "Allow"}, {"Principal", "*"}, {"Action", "*"}, {"Resource", "*"}};
  Json deny = allow;
  deny["Effect"] = "Deny";
  deny["Action"] = "sqs:SendMessage";
  f.create("dead", {{"Policy", Json{{"Statement", {allow, deny}}}.dump()}});
  CHECK(f.queues.send(kQueue, kEvents, "x", {}) == SendOutcome::no_permissions);
  CHECK(f.queues.send(kQueue, {"", "", "arn:aws:iam::123456789012:role/sender"}, "x", {}) ==
        SendOutcome::no_permissions);
}

TEST_CASE("a role may send by its own policies or by the queue's") {
  const auto as = [](const std::string& role) {
    return core::MessageSender{"", "", "arn:aws:iam::123456789012:role/" + role};
  };
  Fixture f;
  const std::string url = f.create("dead");
  CHECK(f.queues.send(kQueue, as("sender"), "x", {}) == SendOutcome::accepted);
  CHECK(f.queues.send(kQueue, as("other"), "x", {}) == SendOutcome::no_permissions);
  CHECK(f.bodies(url) == Texts{"x"});
  for (const char* principal :
       {"arn:aws:iam::123456789012:role/other", "123456789012", "arn:aws:iam::123456789012:root"}) {
    CAPTURE(principal);
    const Json changes = {{"Principal", {{"AWS", principal}}}, {"Condition", Json::object()}};
    CHECK(outcome(changes, as("other")) == SendOutcome::accepted);
  }
}

TEST_CASE("a policy that is not understood is refused") {
  const Json good = {{"Effect", "Allow"}, {"Principal", "*"}, {"Action", "*"}, {"Resource", "*"}};
  CHECK(refusal(good) == "none");
  const auto changed = [&](const Json& changes) {
    Json statement = good;
    statement.update(changes);
    return refusal(statement);
  };
  CHECK(changed({{"Effect", "Maybe"}}) == "InvalidAttributeValue");
  CHECK(changed({{"Action", Json::array()}}) == "InvalidAttributeValue");
  CHECK(changed({{"Principal", 5}}) == "InvalidAttributeValue");
  CHECK(changed({{"Surprise", "x"}}) == "InvalidAttributeValue");
  for (const char* missing : {"Effect", "Principal", "Action", "Resource"}) {
    Json statement = good;
    statement.erase(missing);
    CHECK(refusal(statement) == "InvalidAttributeValue");
  }
  CHECK(changed({{"NotPrincipal", "x"}}) == "NotModelled");
  CHECK(changed({{"Principal", {{"Federated", "x"}}}}) == "NotModelled");
  CHECK(changed({{"Condition", {{"IpAddress", {{"aws:SourceIp", "10.0.0.0/8"}}}}}}) ==
        "NotModelled");
  CHECK(changed({{"Condition", {{"StringEquals", {{"aws:PrincipalOrgID", "o-1"}}}}}}) ==
        "NotModelled");
  for (const char* text : {"", "{", "[]", "{}", R"({"Statement": []})", R"({"Statement": [1]})",
                           R"({"Statement": [], "More": 1})"}) {
    CHECK(QueuePolicy::parse(text).error().code == "InvalidAttributeValue");
  }
  std::string deep = R"({"Statement":)" + std::string(2000, '[') + std::string(2000, ']') + "}";
  CHECK(QueuePolicy::parse(deep).error().code == "InvalidAttributeValue");
}

TEST_CASE("what is under way when the queues are destroyed does nothing") {
  sim::VirtualRuntime rt;
  core::Timeline timeline(rt);
  Fakes fakes;
  core::OperationRegistry operations;
  core::Account account;
  core::Context context{rt, timeline, fakes, fakes, fakes, operations, account};
  std::optional<Queues> queues;
  queues.emplace(context, Settings{});
  operations.call("sqs", "CreateQueue", {{"QueueName", "a"}}, {});
  queues.reset();
  CHECK(rt.run_for(2min) == sim::RunEnd::idle);  // the timer of its metrics does nothing
  CHECK(fakes.samples.empty());
}
