// aws-facts C2, C3 and H: alarms whose data is missing, late, or of the wrong statistic.
#include "tests/emulator/cloudwatch/fixture.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;
using namespace std::chrono_literals;

TEST_CASE(
    "C2.6 C2.8 H3 H4 silence: ALARM persists until S + 7 min, then INSUFFICIENT_DATA, not OK") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters());
  f.sample(30s, 9);  // the window that starts at S = 0
  f.runtime.run_until(TimePoint(20min));
  REQUIRE(f.changes.size() == 2);
  CHECK(f.changes[0].at == 61s);
  CHECK(f.changes[1].at == 7min + 1s);
  CHECK(f.changes[1].from == "ALARM");
  CHECK(f.changes[1].to == "INSUFFICIENT_DATA");
  CHECK(f.changes[1].reason == "Insufficient Data: 1 datapoint was unknown.");
}

TEST_CASE("C2.6 C2.8 H3 silence with notBreaching: OK after the same time") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters({{"TreatMissingData", "notBreaching"}}));
  f.sample(30s, 9);
  f.runtime.run_until(TimePoint(20min));
  REQUIRE(f.changes.size() == 3);  // OK before the first data, too
  CHECK(f.changes[2].at == 7min + 1s);
  CHECK(f.changes[2].to == "OK");
  CHECK(f.changes[2].reason ==
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was "
        "treated as [NonBreaching].");
}

TEST_CASE("C2.1 C2.6 silence with ignore: ALARM for ever") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters({{"TreatMissingData", "ignore"}}));
  f.sample(30s, 9);
  f.runtime.run_until(TimePoint(60min));
  REQUIRE(f.changes.size() == 1);
  CHECK(f.state() == "ALARM");
}

TEST_CASE("C2.8 H3 one real point within the threshold ends ALARM at once") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters());
  f.sample(30s, 9);
  f.sample(150s, 1);
  f.runtime.run_until(TimePoint(5min));
  REQUIRE(f.changes.size() == 2);
  CHECK(f.changes[1].at == 181s);
  CHECK(f.changes[1].to == "OK");
}

TEST_CASE("C2.3 the evaluation range is a setting") {
  Settings settings = exact_settings();
  settings.evaluation_range = 3;
  Fixture f(settings);
  f.ok("PutMetricAlarm", alarm_parameters());
  f.sample(30s, 9);
  f.runtime.run_until(TimePoint(10min));
  REQUIRE(f.changes.size() == 2);
  CHECK(f.changes[1].at == 4min + 1s);
}

TEST_CASE("C3.14 data that becomes visible after the evaluation slips by a minute") {
  Settings settings = exact_settings();
  settings.visibility_delay = core::Delay::fixed(30s);
  Fixture f(settings);
  f.ok("PutMetricAlarm", alarm_parameters());
  f.sample(30s, 9);
  f.runtime.run_until(TimePoint(5min));
  REQUIRE(f.changes.size() == 1);
  CHECK(f.changes[0].at == 121s);
}

TEST_CASE("C3.14 T1 T2 load step to ALARM with 1 of 1 minute and default settings: 60 to 180 s") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Fixture f(Settings{}, seed);
    f.ok("PutMetricAlarm", alarm_parameters());
    for (int second = 300; second < 900; ++second) f.sample(std::chrono::seconds(second), 9);
    f.runtime.run_until(TimePoint(900s));
    INFO("seed " << seed);
    REQUIRE(f.changes.size() == 1);
    CHECK(f.changes[0].at - 300s >= 60s);
    CHECK(f.changes[0].at - 300s <= 180s);
  }
}

TEST_CASE("H2 a threshold at the cap never fires with GreaterThanThreshold") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters({{"Threshold", 10}}));
  for (int minute = 0; minute < 10; ++minute) f.sample(std::chrono::minutes(minute) + 5s, 10);
  f.runtime.run_until(TimePoint(11min));
  REQUIRE(f.changes.size() == 1);
  CHECK(f.changes[0].to == "OK");
}

TEST_CASE("H17 Sum of a gauge is too large, Average too small in a burst") {
  Fixture f;
  for (const char* statistic : {"Sum", "Average", "Maximum"}) {
    f.ok("PutMetricAlarm", alarm_parameters({{"AlarmName", statistic}, {"Statistic", statistic}}));
  }
  for (int second = 0; second < 59; ++second) f.sample(std::chrono::seconds(second), 1);
  f.sample(59s, 8);
  f.runtime.run_until(TimePoint(65s));
  CHECK(f.state("Maximum") == "ALARM");
  CHECK(f.state("Average") == "OK");
  CHECK(f.state("Sum") == "ALARM");
  f.sample(70s, 2);
  f.sample(71s, 2);
  f.sample(72s, 2);
  f.runtime.run_until(TimePoint(125s));
  CHECK(f.state("Maximum") == "OK");
  CHECK(f.state("Sum") == "ALARM");
}

TEST_CASE("C1.1 C5.2 H18 a period below a minute on a service's metric: mostly INSUFFICIENT_DATA") {
  Settings settings;
  settings.evaluation_phase = 1s;
  for (const int period : {10, 20, 30}) {
    Fixture f(settings);
    f.ok("PutMetricAlarm", alarm_parameters({{"Period", period}}));
    for (int second = 0; second < 1200; second += 5) f.sample(std::chrono::seconds(second), 9);
    int insufficient = 0;
    for (int second = 605; second < 1200; second += 10) {
      f.runtime.run_until(TimePoint(std::chrono::seconds(second)));
      if (f.state() == "INSUFFICIENT_DATA") ++insufficient;
    }
    INFO("period " << period << ": " << insufficient << " of 60");
    CHECK(insufficient > 30);
  }
}
