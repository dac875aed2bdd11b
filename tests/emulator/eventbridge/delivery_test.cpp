// aws-facts D: from an event on the bus to its targets.
#include "tests/emulator/eventbridge/fixture.hpp"

using namespace spillway;
using namespace spillway::eventbridge;
using namespace std::chrono_literals;

TEST_CASE("C5 D the event as the target gets it") {
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

TEST_CASE("D delivery takes 50 to 500 ms, another time for each event") {
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

TEST_CASE("D the chain of causes: alarm, rule, target") {
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

TEST_CASE("D every matching rule and every target; no other, and no disabled one") {
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

TEST_CASE("D Input and InputPath") {
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
  CHECK(payload({{"InputPath", "$['detail-type']"}}) == R"("CloudWatch Alarm State Change")");
  CHECK(payload({{"InputPath", "$.resources[0]"}}) == R"("arn:alarm")");
  CHECK(payload({{"InputPath", "$.detail.nothing"}}) == "null");
}

TEST_CASE("D no permission and no resource are not retried") {
  for (const auto& [outcome, code] : {std::pair{HandOver::no_permissions, "NO_PERMISSIONS"},
                                      std::pair{HandOver::no_resource, "NO_RESOURCE"}}) {
    Fixture f;
    f.target.otherwise = outcome;
    f.rule_with_target("r", kCloudWatch);
    f.send();
    f.runtime.run_for(25h);
    CHECK(f.target.calls.size() == 1);
    REQUIRE(f.record.size() == 2);
    CHECK(f.record[1].name == "events.target_failed");
    CHECK(f.record[1].cause == f.record[0].seq);
    CHECK(f.record[1].data ==
          Json({{"rule", "r"}, {"target", kFunction}, {"error", code}, {"attempt", 1}}));
    CHECK(f.metrics.sums["FailedInvocations r"] == 1);
  }
}

TEST_CASE("D throttled and failed hand-overs are retried with exponential back-off and jitter") {
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

TEST_CASE("D by default, retries end after 185 attempts or 24 hours") {
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

TEST_CASE("D a target's own retry policy") {
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

TEST_CASE("D metrics of AWS/Events, by rule") {
  Fixture f;
  f.rule_with_target("r", kCloudWatch);
  f.rule("without-target", kCloudWatch);
  f.send();
  f.send("aws.ecs");
  f.runtime.run_for(1s);
  CHECK(f.metrics.sums == std::map<std::string, double>{{"Invocations r", 1},
                                                        {"MatchedEvents r", 1},
                                                        {"MatchedEvents without-target", 1},
                                                        {"TriggeredRules r", 1},
                                                        {"TriggeredRules without-target", 1}});
}

TEST_CASE("what is under way when the bus is destroyed does nothing") {
  sim::VirtualRuntime runtime;
  ScriptedTarget target(runtime);
  core::Timeline timeline(runtime);
  CountingMetrics metrics;
  NoCredentials credentials;
  core::OperationRegistry operations;
  core::Account account;
  std::optional<EventBridge> bridge;
  struct NoBus final : core::EventBus {
    void put_event(core::BusEvent) override {}
  } no_bus;
  core::Context context{runtime, timeline, metrics, no_bus, credentials, operations, account};
  bridge.emplace(context, Settings{}, target);
  bridge->put_event({"aws.cloudwatch", "x", {}, Json::object()});
  bridge.reset();
  CHECK(runtime.run_for(1s) == sim::RunEnd::idle);
  CHECK(target.calls.empty());
}
