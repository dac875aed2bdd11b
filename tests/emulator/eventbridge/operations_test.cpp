// The API of EventBridge: rules, targets, events; what is refused and how.
#include "tests/emulator/eventbridge/fixture.hpp"

using namespace spillway;
using namespace spillway::eventbridge;
using namespace std::chrono_literals;

TEST_CASE("PutRule, DescribeRule, ListRules") {
  Fixture f;
  const Json answer = f.ok(
      "PutRule", {{"Name", "failover"}, {"EventPattern", kCloudWatch}, {"Description", "spill"}});
  CHECK(answer["RuleArn"] == "arn:aws:events:sa-east-1:123456789012:rule/failover");
  CHECK(f.ok("DescribeRule", {{"Name", "failover"}, {"EventBusName", "default"}}) ==
        Json({{"Name", "failover"},
              {"Arn", "arn:aws:events:sa-east-1:123456789012:rule/failover"},
              {"EventPattern", kCloudWatch},
              {"State", "ENABLED"},
              {"Description", "spill"},
              {"EventBusName", "default"},
              {"CreatedBy", "123456789012"}}));
  f.rule("other", kCloudWatch);
  CHECK(f.ok("ListRules", Json::object())["Rules"].size() == 2);
  CHECK(f.ok("ListRules", {{"NamePrefix", "fail"}})["Rules"].size() == 1);
  const Json page = f.ok("ListRules", {{"Limit", 1}});
  CHECK(page["Rules"].size() == 1);
  CHECK(f.ok("ListRules", {{"NextToken", page["NextToken"]}})["Rules"][0]["Name"] == "other");
}

TEST_CASE("PutRule replaces a rule but keeps its targets") {
  Fixture f;
  f.rule_with_target("r", kCloudWatch);
  f.ok("PutRule",
       {{"Name", "r"}, {"EventPattern", R"({"source": ["aws.ecs"]})"}, {"State", "DISABLED"}});
  CHECK(f.ok("DescribeRule", {{"Name", "r"}})["State"] == "DISABLED");
  CHECK(f.ok("ListTargetsByRule", {{"Rule", "r"}})["Targets"].size() == 1);
}

TEST_CASE("D7 PutRule: name, pattern and bus are checked") {
  Fixture f;
  const auto error = [&](const Json& changes) {
    Json params = {{"Name", "r"}, {"EventPattern", kCloudWatch}};
    params.update(changes);
    return f.error("PutRule", params);
  };
  for (const char* name : {"", "a b", "a/b", "ü"}) {
    CHECK(error({{"Name", name}}).code == "ValidationException");
  }
  CHECK(error({{"Name", std::string(65, 'a')}}).code == "ValidationException");
  CHECK(error({{"EventPattern", nullptr}}).code == "ValidationException");
  CHECK(error({{"EventPattern", std::string(4097, ' ')}}).code == "ValidationException");
  CHECK(error({{"EventPattern", R"({"a": 1})"}}).code == "InvalidEventPatternException");
  CHECK_THAT(error({{"EventPattern", R"({"a": 1})"}}).message,
             Catch::Contains("Event pattern is not valid. Reason: \"a\" must be an object"));
  CHECK(error({{"State", "ON"}}).code == "ValidationException");
  CHECK(error({{"EventBusName", "mine"}}).code == "ResourceNotFoundException");
  CHECK(error({{"State", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}}).not_modelled);
  CHECK(error({{"ScheduleExpression", "rate(5 minute)"}}).message ==
        "Parameter ScheduleExpression is not valid.");
  CHECK(error({{"ScheduleExpression", "rate(5 minute)"}}).hint ==
        "write rate(1 minute), rate(5 minutes) or cron(0 12 * * ? *)");
  CHECK(error({{"RoleArn", "arn:aws:iam::123456789012:role/stranger"}}).message ==
        "Provided role 'arn:aws:iam::123456789012:role/stranger' cannot be assumed by principal "
        "'events.amazonaws.com'.");
  CHECK(f.ok("ListRules", Json::object())["Rules"].empty());
  f.rule("a.B-c_9", kCloudWatch);
  f.rule(std::string(64, 'a'), kCloudWatch);
  CHECK(f.ok("ListRules", Json::object())["Rules"].size() == 2);
}

TEST_CASE("D5 a pattern of more than 1000 combinations of $or is an InvalidEventPatternException") {
  Fixture f;
  const auto pattern = [](int levels) {
    Json ten = Json::array();
    for (int i = 0; i < 10; ++i) ten.push_back({{"a" + std::to_string(i), {1}}});
    Json text = Json::object();
    for (int i = 0; i < levels; ++i) text["l" + std::to_string(i)]["$or"] = ten;
    return text.dump();
  };
  f.rule("thousand", pattern(3));
  CHECK(f.error("PutRule", {{"Name", "more"}, {"EventPattern", pattern(4)}}).code ==
        "InvalidEventPatternException");
}

TEST_CASE("DeleteRule: not with targets; one that is not there may be deleted") {
  Fixture f;
  f.rule_with_target("r", kCloudWatch);
  const auto error = f.error("DeleteRule", {{"Name", "r"}});
  CHECK(error.code == "ValidationException");
  CHECK(error.message == "Rule can't be deleted since it has targets.");
  f.ok("RemoveTargets", {{"Rule", "r"}, {"Ids", {"1"}}});
  f.ok("DeleteRule", {{"Name", "r"}});
  f.ok("DeleteRule", {{"Name", "r"}});
  CHECK(f.error("DescribeRule", {{"Name", "r"}}).code == "ResourceNotFoundException");
  CHECK(f.error("DescribeRule", {{"Name", "r"}}).message ==
        "Rule r does not exist on EventBusName default.");
}

TEST_CASE("operations on a rule that does not exist") {
  Fixture f;
  CHECK(f.error("EnableRule", {{"Name", "r"}}).code == "ResourceNotFoundException");
  CHECK(f.error("DisableRule", {{"Name", "r"}}).code == "ResourceNotFoundException");
  CHECK(f.error("ListTargetsByRule", {{"Rule", "r"}}).code == "ResourceNotFoundException");
  CHECK(f.error("RemoveTargets", {{"Rule", "r"}, {"Ids", {"1"}}}).code ==
        "ResourceNotFoundException");
  CHECK(f.error("PutTargets", {{"Rule", "r"}, {"Targets", {{{"Id", "1"}, {"Arn", kFunction}}}}})
            .code == "ResourceNotFoundException");
}

TEST_CASE("D7 up to five targets; the same id replaces") {
  Fixture f;
  f.rule("r", kCloudWatch);
  const auto targets = [](int from, int to) {
    Json list = Json::array();
    for (int i = from; i <= to; ++i)
      list.push_back({{"Id", std::to_string(i)}, {"Arn", kFunction}});
    return list;
  };
  f.ok("PutTargets", {{"Rule", "r"}, {"Targets", targets(1, 5)}});
  CHECK(f.error("PutTargets", {{"Rule", "r"}, {"Targets", targets(6, 6)}}).code ==
        "LimitExceededException");
  f.ok("PutTargets", {{"Rule", "r"}, {"Targets", targets(5, 5)}});
  CHECK(f.ok("ListTargetsByRule", {{"Rule", "r"}})["Targets"].size() == 5);
}

TEST_CASE("one call gives a target's id once") {
  Fixture f;
  f.rule("r", kCloudWatch);
  const Json target = {{"Id", "web"}, {"Arn", kFunction}};
  const auto error =
      f.error("PutTargets", {{"Rule", "r"}, {"Targets", Json::array({target, target})}});
  CHECK(error.code == "ValidationException");
  CHECK(error.message == "Targets must not give one Id twice, but 'web' is.");
}

TEST_CASE("PutTargets: what is refused, and by which name") {
  Fixture f;
  f.rule("r", kCloudWatch);
  const auto error = [&](const Json& changes) {
    Json target = {{"Id", "1"}, {"Arn", kFunction}};
    target.update(changes);
    return f.error("PutTargets", {{"Rule", "r"}, {"Targets", {target}}});
  };
  CHECK(error({{"Id", "a b"}}).code == "ValidationException");
  CHECK(error({{"Arn", "controller"}}).code == "ValidationException");
  CHECK(error({{"Input", "{"}}).code == "ValidationException");
  CHECK(error({{"Input", "{}"}, {"InputPath", "$"}}).code == "ValidationException");
  CHECK(error({{"InputPath", "detail"}}).code == "ValidationException");
  CHECK(error({{"InputPath", "$['detail-type']"}}).code == "ValidationException");
  CHECK(error({{"Input", "{}"}, {"InputTransformer", {{"InputTemplate", "{}"}}}}).code ==
        "ValidationException");
  CHECK(error({{"InputTransformer", {{"InputTemplate", "x"}}}}).code == "ValidationException");
  CHECK(error({{"RoleArn", "arn:aws:iam::123456789012:role/stranger"}}).code ==
        "ValidationException");
  for (const char* queue : {"x", "arn:aws:sqs:eu-west-1:123456789012:dead",
                            "arn:aws:sqs:sa-east-1:123456789012:dead.fifo",
                            "arn:aws:sns:sa-east-1:123456789012:dead"}) {
    CHECK(error({{"DeadLetterConfig", {{"Arn", queue}}}}).code == "ValidationException");
  }
  const std::pair<Json, const char*> refused[] = {
      {{{"Arn", kQueue + ".fifo"}}, "dead.fifo"},
      {{{"Arn", "arn:aws:sqs:sa-east-1:999999999999:q"}}, "999999999999"},
      {{{"Arn", "arn:aws:events:sa-east-1:123456789012:event-bus/mine"}}, "event-bus/mine"},
      {{{"InputPath", "$.detail.*"}}, "JSONPath"},
      {{{"DeadLetterConfig", {{"Arn", "arn:aws:sqs:sa-east-1:999999999999:q"}}}}, "999999999999"},
      {{{"SqsParameters", {{"MessageGroupId", "g"}}}}, "SqsParameters"},
      {{{"EcsParameters", Json::object()}}, "EcsParameters"},
  };
  for (const auto& [changes, name] : refused) {
    const auto refusal = error(changes);
    INFO(changes.dump());
    CHECK(refusal.not_modelled);
    CHECK_THAT(refusal.message, Catch::Contains(name));
  }
  CHECK(f.ok("ListTargetsByRule", {{"Rule", "r"}})["Targets"].empty());
}

TEST_CASE("D9 a retry policy has 0 to 185 attempts and an age of 60 to 86400 s") {
  Fixture f;
  f.rule("r", kCloudWatch);
  const auto put = [&](const char* name, int value) {
    const Json target = {{"Id", "1"}, {"Arn", kFunction}, {"RetryPolicy", {{name, value}}}};
    const auto answer = f.call("PutTargets", {{"Rule", "r"}, {"Targets", {target}}});
    return answer ? "ok" : answer.error().code;
  };
  for (const int attempts : {0, 185}) CHECK(put("MaximumRetryAttempts", attempts) == "ok");
  for (const int age : {60, 86400}) CHECK(put("MaximumEventAgeInSeconds", age) == "ok");
  for (const int attempts : {-1, 186}) {
    CHECK(put("MaximumRetryAttempts", attempts) == "ValidationException");
  }
  for (const int age : {59, 86401}) {
    CHECK(put("MaximumEventAgeInSeconds", age) == "ValidationException");
  }
}

TEST_CASE("ListTargetsByRule shows what was put; RemoveTargets tells which id it did not find") {
  Fixture f;
  const Json extra = {
      {"RoleArn", "arn:aws:iam::123456789012:role/caller"},
      {"InputTransformer",
       {{"InputPathsMap", {{"state", "$.detail.state.value"}}}, {"InputTemplate", "<state>"}}},
      {"DeadLetterConfig", {{"Arn", kQueue}}},
      {"RetryPolicy", {{"MaximumRetryAttempts", 3}}}};
  f.rule_with_target("r", kCloudWatch, extra);
  Json expected = {{"Id", "1"}, {"Arn", kFunction}};
  expected.update(extra);
  CHECK(f.ok("ListTargetsByRule", {{"Rule", "r"}})["Targets"][0] == expected);
  const Json answer = f.ok("RemoveTargets", {{"Rule", "r"}, {"Ids", {"1", "9"}}});
  CHECK(answer["FailedEntryCount"] == 1);
  CHECK(answer["FailedEntries"][0]["TargetId"] == "9");
}

TEST_CASE("PutEvents: on the bus, each entry with an answer of its own") {
  Fixture f;
  f.rule_with_target("r", R"({"source": ["my.app"]})");
  const Json answer =
      f.ok("PutEvents", {{"Entries",
                          {{{"Source", "my.app"},
                            {"DetailType", "order"},
                            {"Detail", R"({"n": 1})"},
                            {"Resources", {"a"}},
                            {"Time", 1767614000}},
                           {{"Source", "aws.cloudwatch"}, {"DetailType", "x"}, {"Detail", "{}"}},
                           {{"Source", "my.app"}, {"DetailType", "x"}, {"Detail", "[1]"}},
                           {{"Source", "my.app"}, {"Detail", "{}"}}}}});
  CHECK(answer["FailedEntryCount"] == 3);
  CHECK(answer["Entries"][1]["ErrorCode"] == "NotAuthorizedForSourceException");
  CHECK(answer["Entries"][2]["ErrorCode"] == "MalformedDetail");
  CHECK(answer["Entries"][3]["ErrorCode"] == "InvalidArgument");
  f.runtime.run_for(1s);
  REQUIRE(f.target.calls.size() == 1);
  const Json event = Json::parse(f.target.calls[0].payload);
  CHECK(event["id"] == answer["Entries"][0]["EventId"]);
  CHECK(event["detail"] == Json({{"n", 1}}));
  CHECK(event["resources"] == Json({"a"}));
  CHECK(event["time"] == "2026-01-05T11:53:20Z");
}

TEST_CASE("PutEvents fails as a whole if nothing of it can be an event") {
  Fixture f;
  CHECK(f.error("PutEvents", {{"Entries", Json::array()}}).code == "ValidationException");
  CHECK(f.error("PutEvents", {{"Entries", {{{"Source", "a"}}}}}).code == "ValidationException");
  Json many = Json::array();
  for (int i = 0; i < 11; ++i) {
    many.push_back({{"Source", "a"}, {"DetailType", "b"}, {"Detail", "{}"}});
  }
  CHECK(f.error("PutEvents", {{"Entries", many}}).code == "ValidationException");
  const std::string large = R"({"a": ")" + std::string(256 * 1024, 'x') + R"("})";
  CHECK_THAT(f.error("PutEvents",
                     {{"Entries", {{{"Source", "a"}, {"DetailType", "b"}, {"Detail", large}}}}})
                 .message,
             Catch::Contains("over the limit"));
  const std::string deep = R"({"a":)" + std::string(1200, '[') + std::string(1200, ']') + "}";
  CHECK(f.ok("PutEvents", {{"Entries",
                            {{{"Source", "a"},
                              {"DetailType", "b"},
                              {"Detail", deep}}}}})["Entries"][0]["ErrorCode"] ==
        "MalformedDetail");
}

TEST_CASE("TestEventPattern") {
  Fixture f;
  Json event = Json::parse(R"({"id": "1", "account": "1", "source": "aws.cloudwatch",
    "time": "2026-01-05T12:00:00Z", "region": "sa-east-1", "resources": [],
    "detail-type": "x", "detail": {}})");
  const auto params = [&](const std::string& pattern) {
    return Json{{"EventPattern", pattern}, {"Event", event.dump()}};
  };
  CHECK(f.ok("TestEventPattern", params(kCloudWatch))["Result"] == true);
  CHECK(f.ok("TestEventPattern", params(R"({"source": ["x"]})"))["Result"] == false);
  CHECK(f.error("TestEventPattern", params("{}")).code == "InvalidEventPatternException");
  event.erase("region");
  CHECK(f.error("TestEventPattern", params(kCloudWatch)).code == "ValidationException");
}

TEST_CASE("IAM checks a call against the rule or the bus") {
  Fixture f;
  CHECK(f.operations.find("events", "PutTargets")->resources({{"Rule", "r"}}) ==
        std::vector<std::string>{"arn:aws:events:sa-east-1:123456789012:rule/r"});
  CHECK(f.operations.find("events", "PutEvents")->resources(Json::object()) ==
        std::vector<std::string>{"arn:aws:events:sa-east-1:123456789012:event-bus/default"});
}
