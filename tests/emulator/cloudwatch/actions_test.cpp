// aws-facts C1.8 and C1.9: what an alarm does itself when its state changes.
#include "tests/emulator/cloudwatch/fixture.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;
using namespace std::chrono_literals;

namespace {

const std::string kFunction = "arn:aws:lambda:sa-east-1:123456789012:function:";

Json with_actions(const Json& changes = Json::object()) {
  Json params = alarm_parameters({{"AlarmActions", {kFunction + "up", kFunction + "also:live"}},
                                  {"OKActions", {kFunction + "down"}},
                                  {"InsufficientDataActions", {kFunction + "lost"}}});
  params.update(changes);
  return params;
}

}  // namespace

TEST_CASE("C1.9 an alarm calls its functions itself, each state its own") {
  Fixture f;
  f.ok("PutMetricAlarm", with_actions());
  f.sample(10s, 9);
  f.sample(70s, 1);
  f.runtime.run_until(TimePoint(20min));
  const std::vector<std::string> expected = {"up", "also:live", "down", "lost"};
  REQUIRE(f.actions.performed.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(f.actions.performed[i].action == kFunction + expected[i]);
    CHECK(f.actions.performed[i].alarm == "arn:aws:cloudwatch:sa-east-1:123456789012:alarm:high");
  }
}

TEST_CASE("C1.9 what the function is told, exactly") {
  Fixture f;
  f.ok("PutMetricAlarm", with_actions({{"AlarmDescription", "too high"}}));
  f.sample(10s, 9);
  f.runtime.run_until(TimePoint(65s));
  REQUIRE_FALSE(f.actions.performed.empty());
  const Json& event = f.actions.performed[0].payload;
  const Json detail = f.bus.of("CloudWatch Alarm State Change")[0].detail;
  CHECK(event == Json({{"source", "aws.cloudwatch"},
                       {"alarmArn", "arn:aws:cloudwatch:sa-east-1:123456789012:alarm:high"},
                       {"accountId", "123456789012"},
                       {"time", "2026-01-05T12:01:01.004+0000"},
                       {"region", "sa-east-1"},
                       {"alarmData", detail}}));
  CHECK(event["alarmData"]["alarmName"] == "high");
  CHECK(event["alarmData"]["state"]["value"] == "ALARM");
  CHECK(event["alarmData"]["previousState"]["value"] == "INSUFFICIENT_DATA");
  CHECK(event["alarmData"]["configuration"]["description"] == "too high");
}

TEST_CASE("C1.8 actions follow transitions only: staying in ALARM does nothing more") {
  Fixture f;
  f.ok("PutMetricAlarm", with_actions());
  for (int minute = 0; minute < 10; ++minute) f.sample(std::chrono::minutes(minute) + 5s, 9);
  f.runtime.run_until(TimePoint(10min + 5s));
  CHECK(f.actions.performed.size() == 2);
  f.ok("SetAlarmState", {{"AlarmName", "high"}, {"StateValue", "OK"}, {"StateReason", "test"}});
  CHECK(f.actions.performed.size() == 3);
  f.runtime.run_for(1min);  // and back, which is a transition again
  CHECK(f.actions.performed.size() == 5);
}

TEST_CASE(
    "C1.8 what goes on acting is told each minute that the alarm stayed, with its value then") {
  Fixture f;
  f.ok("PutMetricAlarm", with_actions({{"AlarmActions", {kFunction + "up"}}}));
  f.sample(5s, 9);
  f.sample(65s, 11);
  f.runtime.run_until(TimePoint(125s));
  REQUIRE(f.actions.performed.size() == 1);
  CHECK(f.actions.performed[0].value == 9);
  CHECK(f.actions.repeated == std::vector<std::optional<double>>{11});
}

TEST_CASE("C1.8 ActionsEnabled false: no action, but the event to the bus") {
  Fixture f;
  f.ok("PutMetricAlarm", with_actions({{"ActionsEnabled", false}}));
  f.sample(10s, 9);
  f.runtime.run_until(TimePoint(65s));
  CHECK(f.actions.performed.empty());
  CHECK(f.bus.of("CloudWatch Alarm State Change").size() == 1);
  f.ok("EnableAlarmActions", {{"AlarmNames", {"high"}}});
  f.sample(70s, 1);
  f.runtime.run_until(TimePoint(125s));
  REQUIRE(f.actions.performed.size() == 1);
  CHECK(f.actions.performed[0].action == kFunction + "down");
}

TEST_CASE("C1.9 the history tells of each action, also of one that failed; it is not repeated") {
  Fixture f;
  f.actions.outcome = ActionOutcome::no_permissions;
  f.ok("PutMetricAlarm", with_actions({{"AlarmActions", {kFunction + "up"}}}));
  f.sample(10s, 9);
  f.sample(70s, 9);
  f.runtime.run_until(TimePoint(125s));
  const Json items =
      f.ok("DescribeAlarmHistory", {{"HistoryItemType", "Action"}})["AlarmHistoryItems"];
  REQUIRE(items.size() == 1);
  CHECK_THAT(items[0]["HistorySummary"].get<std::string>(),
             Catch::StartsWith("Failed to execute action " + kFunction + "up"));
  const Json data = Json::parse(items[0]["HistoryData"].get<std::string>());
  CHECK(data["actionState"] == "Failed");
  CHECK(data["notificationResource"] == kFunction + "up");
  f.actions.outcome = ActionOutcome::accepted;
  f.sample(130s, 1);
  f.runtime.run_until(TimePoint(185s));
  CHECK(f.ok("DescribeAlarmHistory",
             {{"HistoryItemType", "Action"}})["AlarmHistoryItems"][0]["HistorySummary"] ==
        "Successfully executed action " + kFunction + "down");
}

TEST_CASE("C1.9 actions are shown and checked: five a state, functions of this Region") {
  Fixture f;
  f.ok("PutMetricAlarm", with_actions());
  const Json alarm = f.describe();
  CHECK(alarm["AlarmActions"] == Json({kFunction + "up", kFunction + "also:live"}));
  CHECK(alarm["OKActions"] == Json({kFunction + "down"}));
  CHECK(alarm["InsufficientDataActions"] == Json({kFunction + "lost"}));
  CHECK(f.bus.events[0].detail["configuration"]["okActions"] == Json({kFunction + "down"}));
  const auto error = [&](const Json& actions) {
    return f.error("PutMetricAlarm", alarm_parameters({{"AlarmActions", actions}}));
  };
  CHECK(error({"up"}).message == "Invalid arn syntax: up");
  CHECK(error(std::vector<std::string>(6, kFunction + "up")).code == "ValidationError");
  CHECK(error({"arn:aws:lambda:us-east-1:123456789012:function:up"}).message ==
        "Invalid region us-east-1 specified. Only sa-east-1 is supported.");
  const auto sns = error({"arn:aws:sns:sa-east-1:123456789012:topic"});
  CHECK(sns.not_modelled);
  CHECK_THAT(sns.message, Catch::Contains("arn:aws:sns:sa-east-1:123456789012:topic"));
}
