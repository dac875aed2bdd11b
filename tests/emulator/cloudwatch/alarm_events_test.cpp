// aws-facts C5: what the event bus is told of an alarm.
#include "runtime/wall_time.hpp"
#include "tests/emulator/cloudwatch/fixture.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;
using namespace std::chrono_literals;

TEST_CASE("C5.1 CloudWatch Alarm State Change, exactly") {
  Settings settings = exact_settings();
  settings.evaluation_phase = 40s + 985ms;
  Fixture f(settings);
  f.ok("PutMetricAlarm",
       alarm_parameters({{"AlarmDescription", "too high"}, {"DatapointsToAlarm", 1}}));
  f.sample(10s, 3);
  f.sample(70s, 9);
  f.runtime.run_until(TimePoint(170s));
  const auto events = f.bus.of("CloudWatch Alarm State Change");
  REQUIRE(events.size() == 2);
  const core::BusEvent& event = events[1];
  CHECK(event.source == "aws.cloudwatch");
  CHECK(event.resources ==
        std::vector<std::string>{"arn:aws:cloudwatch:sa-east-1:123456789012:alarm:high"});
  const std::string id = event.detail["configuration"]["metrics"][0]["id"];
  CHECK(id.size() == 36);
  const Json expected = Json::parse(R"({
    "alarmName": "high",
    "configuration": {"description": "too high", "metrics": [{"id": ")" +
                                    id + R"(",
      "metricStat": {"metric": {"dimensions": {}, "name": "ConcurrentExecutions",
        "namespace": "AWS/Lambda"}, "period": 60, "stat": "Maximum"}, "returnData": true}]},
    "previousState": {
      "reason": "Threshold Crossed: 1 out of the last 1 datapoints [3.0 (05/01/26 12:00:00)] was not greater than the threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition).",
      "reasonData": "{\"version\":\"1.0\",\"queryDate\":\"2026-01-05T12:01:40.985+0000\",\"startDate\":\"2026-01-05T12:00:00.000+0000\",\"statistic\":\"Maximum\",\"period\":60,\"recentDatapoints\":[3.0],\"threshold\":5.0,\"evaluatedDatapoints\":[{\"timestamp\":\"2026-01-05T12:00:00.000+0000\",\"sampleCount\":1.0,\"value\":3.0}]}",
      "timestamp": "2026-01-05T12:01:40.989+0000", "value": "OK"},
    "state": {
      "reason": "Threshold Crossed: 1 out of the last 1 datapoints [9.0 (05/01/26 12:01:00)] was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).",
      "reasonData": "{\"version\":\"1.0\",\"queryDate\":\"2026-01-05T12:02:40.985+0000\",\"startDate\":\"2026-01-05T12:01:00.000+0000\",\"statistic\":\"Maximum\",\"period\":60,\"recentDatapoints\":[9.0],\"threshold\":5.0,\"evaluatedDatapoints\":[{\"timestamp\":\"2026-01-05T12:01:00.000+0000\",\"sampleCount\":1.0,\"value\":9.0}]}",
      "timestamp": "2026-01-05T12:02:40.989+0000", "value": "ALARM"}})");
  CHECK(event.detail.dump(1) == expected.dump(1));
}

TEST_CASE("C5.1 the initial state has no reasonData; no description if the alarm has none") {
  Fixture f;
  f.ok("PutMetricAlarm",
       alarm_parameters({{"Dimensions", {{{"Name", "FunctionName"}, {"Value", "app"}}}},
                         {"TreatMissingData", "breaching"}}));
  f.runtime.run_until(TimePoint(65s));
  const auto events = f.bus.of("CloudWatch Alarm State Change");
  REQUIRE(events.size() == 1);
  const Json& detail = events[0].detail;
  CHECK(detail["previousState"] == Json({{"reason", "Unchecked: Initial alarm creation"},
                                         {"timestamp", "2026-01-05T12:00:00.000+0000"},
                                         {"value", "INSUFFICIENT_DATA"}}));
  CHECK_FALSE(detail["configuration"].contains("description"));
  CHECK(detail["configuration"]["metrics"][0]["metricStat"]["metric"]["dimensions"] ==
        Json({{"FunctionName", "app"}}));
}

TEST_CASE("C4.13 the state's time stamp is 1 to 10 ms after the query of its reason") {
  Fixture f(Settings{});
  f.ok("PutMetricAlarm", alarm_parameters({{"TreatMissingData", "breaching"}}));
  f.runtime.run_until(TimePoint(65s));
  const auto events = f.bus.of("CloudWatch Alarm State Change");
  REQUIRE(events.size() == 1);
  const Json& state = events[0].detail["state"];
  const Json reason = Json::parse(state["reasonData"].get<std::string>());
  const auto time = [](const Json& text) {  // "2026-01-05T12:00:31.004+0000"
    return *parse_iso8601(text.get<std::string>().substr(0, 23) + "Z");
  };
  const Duration after = time(state["timestamp"]) - time(reason["queryDate"]);
  CHECK(after >= 1ms);
  CHECK(after <= 10ms);
}

TEST_CASE("C5.1 the event is caused by the state change, and that by nothing") {
  Fixture f;
  EventSeq cause_of_change = 99;
  f.timeline.subscribe([&](const core::Event& event) { cause_of_change = event.cause; });
  {
    const CauseScope scope(f.runtime, 42);
    f.ok("PutMetricAlarm", alarm_parameters());
  }
  f.sample(10s, 9);
  f.runtime.run_until(TimePoint(65s));
  REQUIRE(f.bus.events.size() == 2);
  CHECK(f.bus.causes[0] == 42);  // the creation is the caller's doing
  CHECK(f.bus.causes[1] == f.last_seq);
  CHECK(cause_of_change == 0);
}

TEST_CASE("C5.1 CloudWatch Alarm Configuration Change on create, update and delete") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters({{"Threshold", 70}, {"AlarmDescription", "cpu"}}));
  f.ok("PutMetricAlarm", alarm_parameters({{"Threshold", 80.5}}));
  f.ok("DeleteAlarms", {{"AlarmNames", {"high"}}});
  const auto events = f.bus.of("CloudWatch Alarm Configuration Change");
  REQUIRE(events.size() == 3);
  const Json& created = events[0].detail;
  CHECK(created["operation"] == "create");
  CHECK(created["state"]["value"] == "INSUFFICIENT_DATA");
  CHECK(created["configuration"]["threshold"].dump() == "70");
  CHECK(created["configuration"]["alarmName"] == "high");
  CHECK(created["configuration"]["description"] == "cpu");
  CHECK(created["configuration"]["evaluationPeriods"] == 1);
  CHECK(created["configuration"]["actionsEnabled"] == true);
  CHECK(created["configuration"]["alarmActions"].empty());
  CHECK_FALSE(created.contains("previousConfiguration"));
  const Json& updated = events[1].detail;
  CHECK(updated["operation"] == "update");
  CHECK(updated["configuration"]["threshold"] == 80.5);
  CHECK(updated["previousConfiguration"]["threshold"] == 70);
  CHECK(events[2].detail["operation"] == "delete");
}
