// aws-facts D8 to D12: from an event on the bus to its targets.
#include "tests/emulator/eventbridge/fixture.hpp"

using namespace spillway;
using namespace spillway::eventbridge;
using namespace std::chrono_literals;

TEST_CASE("C5.1 the event as the target gets it") {
  Fixture f;
  f.rule_with_target("failover", kCloudWatch);
  f.runtime.run_for(4s + 989ms);
  f.send();
  f.runtime.run_for(1s);
  REQUIRE(f.target.calls.size() == 1);
  const Json event = Json::parse(f.target.calls[0].payload);
  const std::string id = event["id"];
  CHECK(id.size() == 36);
  CHECK(f.target.calls[0].payload ==
        R"({"version":"0","id":")" + id +
            R"(","detail-type":"CloudWatch Alarm State Change","source":"aws.cloudwatch",)"
            R"("account":"123456789012","time":"2026-01-05T12:00:04Z","region":"sa-east-1",)"
            R"("resources":["arn:alarm"],"detail":{"state":{"value":"ALARM"}}})");
  CHECK(f.target.calls[0].function_arn == kFunction);
  CHECK(f.target.calls[0].rule_arn == "arn:aws:events:sa-east-1:123456789012:rule/failover");
}

TEST_CASE("D11 delivery takes 50 to 500 ms, another time for each event") {
  Fixture f(Settings{});
  f.rule_with_target("failover", kCloudWatch);
  for (int i = 0; i < 200; ++i) {
    const Duration sent = f.runtime.now().time_since_epoch();
    f.send();
    CHECK(f.target.calls.size() == static_cast<std::size_t>(i));  // never at once
    f.runtime.run_for(1s);
    REQUIRE(f.target.calls.size() == static_cast<std::size_t>(i) + 1);
    CHECK(f.target.calls.back().at - sent >= 50ms);
    CHECK(f.target.calls.back().at - sent <= 500ms);
  }
}

TEST_CASE("D13 the chain of causes: alarm, rule, target") {
  Fixture f;
  f.rule_with_target("failover", kCloudWatch);
  {
    const CauseScope scope(f.runtime, 77);
    f.send();
  }
  f.runtime.run_for(1s);
  REQUIRE(f.record.size() == 1);
  CHECK(f.record[0].name == "events.rule_matched");
  CHECK(f.record[0].cause == 77);
  CHECK(f.record[0].data["rule"] == "failover");
  CHECK(f.record[0].data["detail_type"] == "CloudWatch Alarm State Change");
  CHECK(f.record[0].data["targets"] == Json({kFunction}));
  CHECK(f.record[0].data["event_id"] == Json::parse(f.target.calls[0].payload)["id"]);
  CHECK(f.target.calls[0].cause == f.record[0].seq);
}

TEST_CASE("every matching rule and every target; no other, and no disabled one") {
  Fixture f;
  f.rule_with_target("one", kCloudWatch);
  f.ok("PutTargets", {{"Rule", "one"}, {"Targets", {{{"Id", "2"}, {"Arn", kFunction + ":live"}}}}});
  f.rule_with_target("two", R"({"detail": {"state": {"value": ["ALARM"]}}})");
  f.rule_with_target("other", R"({"source": ["aws.ecs"]})");
  f.rule_with_target("off", kCloudWatch);
  f.ok("DisableRule", {{"Name", "off"}});
  f.send();
  f.runtime.run_for(1s);
  CHECK(f.target.calls.size() == 3);
  CHECK(f.record.size() == 2);
  f.ok("EnableRule", {{"Name", "off"}});
  f.send();
  f.runtime.run_for(1s);
  CHECK(f.target.calls.size() == 3 + 4);
}

TEST_CASE("Input and InputPath") {
  const auto payload = [](const Json& target) {
    Fixture f;
    f.rule_with_target("r", kCloudWatch, target);
    f.send();
    f.runtime.run_for(1s);
    REQUIRE(f.target.calls.size() == 1);
    return f.target.calls[0].payload;
  };
  CHECK(payload({{"Input", R"({"fixed": 1})"}}) == R"({"fixed": 1})");
  CHECK(payload({{"InputPath", "$.detail"}}) == R"({"state":{"value":"ALARM"}})");
  CHECK(payload({{"InputPath", "$.detail.state.value"}}) == R"("ALARM")");
  CHECK(payload({{"InputPath", "$.detail-type"}}) == R"("CloudWatch Alarm State Change")");
  CHECK(payload({{"InputPath", "$.resources[0]"}}) == R"("arn:alarm")");
  CHECK(payload({{"InputPath", "$.detail.nothing"}}) == "null");
}

TEST_CASE("D9 no permission and no resource are not retried") {
  for (const auto& [outcome, code] : {std::pair{HandOver::no_permissions, "NO_PERMISSIONS"},
                                      std::pair{HandOver::no_resource, "NO_RESOURCE"}}) {
    Fixture f;
    f.target.otherwise = outcome;
    f.rule_with_target("r", kCloudWatch);
    f.send();
    f.runtime.run_for(25h);
    CHECK(f.target.calls.size() == 1);
    REQUIRE(f.record.size() == 3);
    CHECK(f.record[1].name == "events.target_failed");
    CHECK(f.record[1].cause == f.record[0].seq);
    CHECK(f.record[1].data ==
          Json({{"rule", "r"}, {"target", kFunction}, {"error", code}, {"attempt", 1}}));
    CHECK(f.record[2].name == "events.event_dropped");
    CHECK(f.record[2].cause == f.record[1].seq);
    CHECK(f.record[2].data ==
          Json({{"rule", "r"}, {"target", kFunction}, {"error", code}, {"attempts", 1}}));
    CHECK(f.metrics.sums["FailedInvocations r"] == 1);
  }
}

TEST_CASE("D9 throttled and failed hand-overs are retried with exponential back-off and jitter") {
  Fixture f;
  f.target.answers = {HandOver::throttled, HandOver::failed, HandOver::throttled};
  f.rule_with_target("r", kCloudWatch);
  f.send();
  f.runtime.run_for(1h);
  REQUIRE(f.target.calls.size() == 4);
  Duration delay = 1s;
  for (std::size_t i = 1; i < 4; ++i, delay *= 2) {
    const Duration waited = f.target.calls[i].at - f.target.calls[i - 1].at;
    CHECK(waited <= delay);
    CHECK(waited >= delay * 9 / 10);
    CHECK(f.record[i].name == "events.target_failed");
    CHECK(f.target.calls[i].cause == f.record[i].seq);
  }
  CHECK(f.metrics.sums["Invocations r"] == 1);
  CHECK(f.metrics.sums.count("FailedInvocations r") == 0);
}

TEST_CASE("D9 by default, retries end after 185 attempts or 24 hours") {
  Fixture f;
  f.target.otherwise = HandOver::failed;
  f.rule_with_target("r", kCloudWatch);
  f.send();
  f.runtime.run_for(48h);
  CHECK(f.target.calls.size() <= 186);
  CHECK(f.target.calls.size() > 150);
  CHECK(f.target.calls.back().at <= 24h + 1s);
  CHECK(f.target.calls.back().at > 20h);
  CHECK(f.metrics.sums["Invocations r"] == 1);
  CHECK(f.metrics.sums["FailedInvocations r"] == 1);
  CHECK(f.runtime.pending() == 0);
}

TEST_CASE("D9 the 185th retry is the last, and none comes after 24 hours") {
  struct Row {
    Duration first_delay;
    Duration longest_delay;
    std::size_t calls;
    const char* condition;
    const char* retries;
  };
  // Every second; every 59 minutes, of which 24 h have 24.
  const Row rows[] = {{1s, 1s, 186, "MaximumRetryAttempts", "185"},
                      {59min, 59min, 25, "MaximumEventAgeInSeconds", "24"}};
  for (const Row& row : rows) {
    Settings settings = Fixture::fixed_latency();
    settings.retry_first_delay = row.first_delay;
    settings.retry_longest_delay = row.longest_delay;
    settings.retry_jitter = 0;
    Fixture f(settings);
    f.target.otherwise = HandOver::failed;
    f.rule_with_target("r", kCloudWatch, {{"DeadLetterConfig", {{"Arn", kQueue}}}});
    f.send();
    f.runtime.run_for(48h);
    CHECK(f.target.calls.size() == row.calls);
    REQUIRE(f.queues.messages.size() == 1);
    CHECK(f.queues.messages[0].attributes.at("EXHAUSTED_RETRY_CONDITION") == row.condition);
    CHECK(f.queues.messages[0].attributes.at("RETRY_ATTEMPTS") == row.retries);
  }
}

TEST_CASE("D9 a target's own retry policy") {
  const auto calls = [](const Json& policy) {
    Fixture f;
    f.target.otherwise = HandOver::throttled;
    f.rule_with_target("r", kCloudWatch, {{"RetryPolicy", policy}});
    f.send();
    f.runtime.run_for(48h);
    return f.target.calls.size();
  };
  CHECK(calls({{"MaximumRetryAttempts", 0}}) == 1);
  CHECK(calls({{"MaximumRetryAttempts", 2}}) == 3);
  const auto in_a_minute = calls({{"MaximumEventAgeInSeconds", 60}});  // 1+2+4+8+16 s, not 32 more
  CHECK(in_a_minute == 6);
}

TEST_CASE("D12 metrics of AWS/Events, by rule") {
  Fixture f;
  f.rule_with_target("r", kCloudWatch);
  f.rule("without-target", kCloudWatch);
  f.send();
  f.send("aws.ecs");
  f.runtime.run_for(1s);
  CHECK(f.metrics.sums ==
        std::map<std::string, double>{{"IngestionToInvocationCompleteLatency r", 100},
                                      {"IngestionToInvocationStartLatency r", 100},
                                      {"IngestionToInvocationSuccessLatency r", 100},
                                      {"InvocationAttempts r", 1},
                                      {"Invocations r", 1},
                                      {"MatchedEvents r", 1},
                                      {"MatchedEvents without-target", 1},
                                      {"SuccessfulInvocationAttempts r", 1},
                                      {"TriggeredRules r", 1},
                                      {"TriggeredRules without-target", 1}});
}

TEST_CASE("D12 retries are attempts, but one invocation; the latencies tell of both") {
  Fixture f;
  f.target.answers = {HandOver::throttled, HandOver::throttled};
  f.rule_with_target("r", kCloudWatch);
  f.send();
  f.runtime.run_for(1min);
  auto& sums = f.metrics.sums;
  CHECK(sums["InvocationAttempts r"] == 3);
  CHECK(sums["RetryInvocationAttempts r"] == 2);
  CHECK(sums["SuccessfulInvocationAttempts r"] == 1);
  CHECK(sums["Invocations r"] == 1);
  CHECK(sums["IngestionToInvocationStartLatency r"] == 100);
  CHECK(sums["IngestionToInvocationSuccessLatency r"] > 2700);
  CHECK(sums["IngestionToInvocationSuccessLatency r"] <= 3100);
  CHECK(sums.count("FailedInvocations r") == 0);
}

TEST_CASE("D8 what Lambda has accepted never comes back to EventBridge") {
  Fixture f;  // the function may be throttled then for hours: that is between Lambda and its queue
  f.rule_with_target("r", kCloudWatch);
  f.send();
  f.runtime.run_for(25h);
  CHECK(f.target.calls.size() == 1);
  CHECK(f.record.size() == 1);
  CHECK(f.metrics.sums["Invocations r"] == 1);
  CHECK(f.runtime.pending() == 0);
}

TEST_CASE("D10 H16 if the answer to a hand-over is lost, the target gets the same event twice") {
  Fixture f;
  f.target.answers = {HandOver::failed};  // Lambda took it, and EventBridge does not know
  f.rule_with_target("r", kCloudWatch);
  f.send();
  f.runtime.run_for(1min);
  REQUIRE(f.target.calls.size() == 2);
  CHECK(f.target.calls[0].payload == f.target.calls[1].payload);
  CHECK(Json::parse(f.target.calls[0].payload)["id"] == f.record[0].data["event_id"]);
}

TEST_CASE("a target's role counts instead of the function's policy") {
  const std::string role = "arn:aws:iam::123456789012:role/";
  Fixture f;
  f.rule_with_target("r", kCloudWatch, {{"RoleArn", role + "caller"}});
  f.send();
  f.runtime.run_for(1s);
  REQUIRE(f.target.calls.size() == 1);
  CHECK(f.target.calls[0].role_arn == role + "caller");

  Fixture idle;
  idle.rule_with_target("r", kCloudWatch, {{"RoleArn", role + "idle"}});
  idle.send();
  idle.runtime.run_for(1h);
  CHECK(idle.target.calls.empty());
  CHECK(idle.record[1].data["error"] == "NO_PERMISSIONS");

  Fixture gone;
  gone.rule_with_target("r", kCloudWatch, {{"RoleArn", role + "caller"}});
  gone.credentials.existing = false;
  gone.send();
  gone.runtime.run_for(1h);
  CHECK(gone.target.calls.empty());
  CHECK(gone.record[1].data["error"] == "FAILED_TO_ASSUME_ROLE");
}

TEST_CASE("what is under way when the bus is destroyed does nothing") {
  sim::VirtualRuntime runtime;
  ScriptedTarget target(runtime);
  core::Timeline timeline(runtime);
  CountingMetrics metrics;
  ScriptedQueues queues(runtime);
  Roles credentials;
  core::OperationRegistry operations;
  core::Account account;
  std::optional<EventBridge> bridge;
  struct NoBus final : core::EventBus {
    void put_event(core::BusEvent) override {}
  } no_bus;
  core::Context context{runtime, timeline, metrics, no_bus, credentials, operations, account};
  bridge.emplace(context, Settings{}, target, queues);
  bridge->put_event({"aws.cloudwatch", "x", {}, Json::object()});
  operations.call("events", "PutRule", {{"Name", "r"}, {"ScheduleExpression", "rate(1 minute)"}},
                  {});
  bridge.reset();
  CHECK(runtime.run_for(1s) == sim::RunEnd::idle);
  CHECK(target.calls.empty());
}
