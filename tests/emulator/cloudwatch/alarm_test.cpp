// aws-facts C1: alarms in time, from the sample to the state change.
#include "tests/emulator/cloudwatch/fixture.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;
using namespace std::chrono_literals;

TEST_CASE("C1.6 C4.11 a new alarm is INSUFFICIENT_DATA, unchecked") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters());
  const Json alarm = f.describe();
  CHECK(alarm["StateValue"] == "INSUFFICIENT_DATA");
  CHECK(alarm["StateReason"] == "Unchecked: Initial alarm creation");
  CHECK_FALSE(alarm.contains("StateReasonData"));
  CHECK(f.changes.empty());
}

TEST_CASE("C1.5 C4.12 one breaching minute: ALARM at the first evaluation after the minute's end") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters({{"DatapointsToAlarm", 1}}));
  f.sample(70s, 3);
  f.sample(75s, 6);
  f.runtime.run_until(TimePoint(125s));
  REQUIRE(f.changes.size() == 1);
  CHECK(f.changes[0].at == 121s);
  CHECK(f.changes[0].from == "INSUFFICIENT_DATA");
  CHECK(f.changes[0].to == "ALARM");
  CHECK(f.changes[0].reason ==
        "Threshold Crossed: 1 out of the last 1 datapoints [6.0 (05/01/26 12:01:00)] was greater "
        "than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).");
}

TEST_CASE("C1.1 C1.4 evaluated once a minute, at a second of the minute of its own") {
  Settings settings = exact_settings();
  settings.evaluation_phase.reset();
  const auto phase = [&](const std::string& name, std::uint64_t seed) {
    Fixture f(settings, seed);
    f.ok("PutMetricAlarm",
         alarm_parameters({{"AlarmName", name}, {"TreatMissingData", "notBreaching"}}));
    f.sample(200s, 9);
    f.runtime.run_until(TimePoint(600s));
    // INSUFFICIENT_DATA -> OK at the first evaluation, -> ALARM at a later one.
    REQUIRE(f.changes.size() >= 2);
    CHECK(f.changes[0].at < 60s);
    CHECK((f.changes[1].at - f.changes[0].at) % 60s == 0s);
    return f.changes[0].at;
  };
  CHECK(phase("high", 1) == phase("high", 1));
  CHECK(phase("high", 1) != phase("other", 1));
  CHECK(phase("high", 1) != phase("high", 2));
  CHECK(phase("high", 1) % 1ms == 0ms);
}

TEST_CASE("C1.6 data from before the alarm's creation is used") {
  Fixture f;
  f.sample(70s, 9);
  f.runtime.run_until(TimePoint(130s));
  f.ok("PutMetricAlarm", alarm_parameters());
  f.runtime.run_until(TimePoint(185s));
  REQUIRE(f.changes.size() == 1);
  CHECK(f.changes[0].at == 181s);
  CHECK(f.changes[0].to == "ALARM");
}

TEST_CASE("C1.6 PutMetricAlarm on an existing alarm keeps the state and overwrites the rest") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters({{"AlarmDescription", "first"}}));
  f.sample(10s, 9);
  f.runtime.run_until(TimePoint(65s));
  REQUIRE(f.state() == "ALARM");
  f.ok("PutMetricAlarm", alarm_parameters({{"Threshold", 100}}));
  const Json alarm = f.describe();
  CHECK(alarm["StateValue"] == "ALARM");
  CHECK(alarm["Threshold"] == 100.0);
  CHECK_FALSE(alarm.contains("AlarmDescription"));
  f.runtime.run_until(TimePoint(125s));
  CHECK(f.state() == "OK");
  CHECK(f.changes.size() == 2);
}

TEST_CASE("C1.5 only complete periods are evaluated") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters());
  f.sample(60s + 1ms, 9);  // the evaluation at 61 s sees a minute that has not ended
  f.runtime.run_until(TimePoint(119s));
  CHECK(f.changes.empty());
  f.runtime.run_until(TimePoint(121s));
  CHECK(f.changes.size() == 1);
}

TEST_CASE("C1.3 windows of five minutes slide by a minute and are not aligned") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters({{"Period", 300}, {"Statistic", "Sum"}}));
  f.sample(90s, 4);
  f.sample(330s, 4);  // in one window with the first only in [60 s, 360 s)
  f.runtime.run_until(TimePoint(500s));
  REQUIRE(f.changes.size() >= 2);
  CHECK(f.changes[0].at == 121s);
  CHECK(f.changes[0].to == "OK");
  CHECK(f.changes[1].at == 361s);
  CHECK(f.changes[1].to == "ALARM");
  CHECK(f.changes[1].reason ==
        "Threshold Crossed: 1 datapoint [8.0 (05/01/26 12:01:00)] was greater than the threshold "
        "(5.0).");
}

TEST_CASE("C1.3 periods of 900 s begin where the evaluation's minute puts them: at :14 and :29") {
  Fixture f;
  f.ok("PutMetricAlarm",
       alarm_parameters({{"Period", 900}, {"EvaluationPeriods", 2}, {"Statistic", "Sum"}}));
  // Twice 8 only in the periods from 14 min to 29 min and from there to 44 min.
  for (const Duration at : {14min + 5s, 28min + 55s, 29min + 5s, 43min + 55s}) f.sample(at, 4);
  f.runtime.run_until(TimePoint(44min));
  CHECK(f.state() != "ALARM");
  f.runtime.run_until(TimePoint(44min + 1s));
  REQUIRE(f.state() == "ALARM");
  CHECK(f.changes.back().reason ==
        "Threshold Crossed: 2 datapoints [8.0 (05/01/26 12:29:00), 8.0 (05/01/26 12:14:00)] were "
        "greater than the threshold (5.0).");
  f.runtime.run_until(TimePoint(45min + 1s));
  CHECK(f.state() == "OK");
}

TEST_CASE("C1.3 windows by the wall clock are refused by name") {
  Fixture f;
  const auto error = f.error("PutMetricAlarm", alarm_parameters({{"EvaluationWindow", "x"}}));
  CHECK(error.not_modelled);
  CHECK_THAT(error.message, Catch::Contains("EvaluationWindow"));
}

TEST_CASE("C1.2 M out of N") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters({{"EvaluationPeriods", 3}, {"DatapointsToAlarm", 2}}));
  f.sample(10s, 9);
  f.sample(70s, 1);
  f.sample(130s, 9);
  f.runtime.run_until(TimePoint(185s));
  REQUIRE_FALSE(f.changes.empty());
  CHECK(f.changes.back().at == 181s);
  CHECK(f.changes.back().to == "ALARM");
  CHECK(f.changes.back().reason ==
        "Threshold Crossed: 2 out of the last 3 datapoints [9.0 (05/01/26 12:02:00), 9.0 (05/01/26 "
        "12:00:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM "
        "transition).");
}

TEST_CASE("C1.7 SetAlarmState lasts until the next evaluation") {
  Fixture f;
  f.sample(10s, 1);
  f.ok("PutMetricAlarm", alarm_parameters());
  f.runtime.run_until(TimePoint(65s));
  REQUIRE(f.state() == "OK");
  f.ok("SetAlarmState",
       {{"AlarmName", "high"}, {"StateValue", "ALARM"}, {"StateReason", "testing"}});
  CHECK(f.changes.back().to == "ALARM");
  CHECK(f.changes.back().reason == "testing");
  f.runtime.run_until(TimePoint(125s));
  CHECK(f.changes.back().at == 121s);
  CHECK(f.changes.back().to == "OK");
}

TEST_CASE("C1.7 SetAlarmState: unknown alarm, unknown state, reason data that is no JSON") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters());
  Json params = {{"AlarmName", "nobody"}, {"StateValue", "OK"}, {"StateReason", "r"}};
  CHECK(f.error("SetAlarmState", params).code == "ResourceNotFound");
  CHECK(f.error("SetAlarmState", params).http_status == 404);
  params["AlarmName"] = "high";
  params["StateValue"] = "FINE";
  CHECK(f.error("SetAlarmState", params).code == "ValidationError");
  params["StateValue"] = "OK";
  params["StateReasonData"] = "{";
  CHECK(f.error("SetAlarmState", params).code == "InvalidFormat");
}

TEST_CASE("C1.8 H5 only transitions are told: staying in ALARM tells nothing more") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters());
  for (int minute = 0; minute < 10; ++minute) f.sample(std::chrono::minutes(minute) + 5s, 9);
  f.runtime.run_until(TimePoint(600s));
  CHECK(f.changes.size() == 1);
  CHECK(f.bus.of("CloudWatch Alarm State Change").size() == 1);
}

TEST_CASE("C1.1 a period below a minute is evaluated every 10 s") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters({{"Period", 10}, {"TreatMissingData", "notBreaching"}}));
  f.runtime.run_until(TimePoint(1s));
  REQUIRE(f.changes.size() == 1);
  for (const char* state : {"ALARM", "ALARM", "ALARM"}) {
    f.ok("SetAlarmState", {{"AlarmName", "high"}, {"StateValue", state}, {"StateReason", "r"}});
    f.runtime.run_for(10s);
    CHECK(f.changes.back().to == "OK");
  }
  CHECK(f.changes.back().at == 31s);
}

TEST_CASE("C5.2 dimensions must match exactly; the account-wide metric has none") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters());
  f.ok("PutMetricAlarm",
       alarm_parameters({{"AlarmName", "function"},
                         {"Dimensions", {{{"Name", "FunctionName"}, {"Value", "app"}}}}}));
  f.sample(10s, 9);
  f.runtime.run_until(TimePoint(65s));
  CHECK(f.state("high") == "ALARM");
  CHECK(f.state("function") == "INSUFFICIENT_DATA");
  const auto id = f.cloud_watch.intern(
      {"AWS/Lambda", "ConcurrentExecutions", {{"FunctionName", "app"}}}, "Count");
  f.cloud_watch.put(id, 9, f.runtime.now());
  f.runtime.run_until(TimePoint(125s));
  CHECK(f.state("function") == "ALARM");
}

TEST_CASE("an alarm with a unit sees data of that unit only") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters({{"Unit", "Percent"}}));
  f.sample(10s, 9);
  f.runtime.run_until(TimePoint(65s));
  CHECK(f.state() == "INSUFFICIENT_DATA");
}

TEST_CASE("a deleted alarm is evaluated no more") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters());
  f.sample(10s, 9);
  f.ok("DeleteAlarms", {{"AlarmNames", {"high", "nobody"}}});
  f.runtime.run_until(TimePoint(5min));
  CHECK(f.changes.empty());
  CHECK(f.runtime.pending() == 0);
}

TEST_CASE("an alarm's phase and a metric's visibility do not depend on who else is there") {
  const auto run = [](bool with_other) {
    Fixture f(Settings{}, 7);
    if (with_other) f.ok("PutMetricAlarm", alarm_parameters({{"AlarmName", "another"}}));
    f.ok("PutMetricAlarm", alarm_parameters());
    f.sample(10s, 9);
    f.runtime.run_until(TimePoint(5min));
    return f.describe()["StateUpdatedTimestamp"];
  };
  CHECK(run(false) == run(true));
}
