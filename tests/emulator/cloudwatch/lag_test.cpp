// aws-facts C3, T1 and T2: how late an alarm is, against every lag that was observed.
#include <numeric>

#include "tests/emulator/cloudwatch/fixture.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;
using namespace std::chrono_literals;

namespace {

struct Observed {
  const char* fact;
  const char* what;
  Duration window_end;  // within its hour
  Duration evaluated;   // within the same hour; more than 60 min if the hour is over
  std::int64_t period = 60;
  std::int64_t n = 1;
  std::int64_t m = 1;
  bool math = false;
};

// What the model must be told to give this lag: a phase below a minute, and a visibility delay of
// at most a minute that makes the first evaluation after the window's end come too early.
Settings settings_for(Duration lag) {
  Settings settings;
  settings.evaluation_phase = lag % 60s;
  settings.visibility_delay = core::Delay::fixed(lag > 60s ? 60s : 0s);
  return settings;
}

// The same alarm over an expression that is the metric.
Json as_math(Json params) {
  const Json metric{{"Namespace", params["Namespace"]}, {"MetricName", params["MetricName"]}};
  const Json stat{{"Metric", metric}, {"Period", params["Period"]}, {"Stat", params["Statistic"]}};
  params["Metrics"] = Json::array({{{"Id", "e1"}, {"Expression", "m1 * 1"}},
                                   {{"Id", "m1"}, {"MetricStat", stat}, {"ReturnData", false}}});
  for (const char* name : {"Namespace", "MetricName", "Period", "Statistic"}) params.erase(name);
  return params;
}

void check(const Observed& row) {
  INFO(row.fact << " " << row.what);
  const Duration lag = row.evaluated - row.window_end;
  CHECK(lag >= 1s);
  CHECK(lag <= 105s);
  Fixture f(settings_for(lag));
  Json params = alarm_parameters({{"Period", row.period},
                                  {"EvaluationPeriods", row.n},
                                  {"DatapointsToAlarm", row.m},
                                  {"TreatMissingData", "notBreaching"}});
  f.ok("PutMetricAlarm", row.math ? as_math(std::move(params)) : params);
  const Duration window_end = std::chrono::seconds(row.period * row.n);
  for (std::int64_t i = 0; i < row.m; ++i) {
    f.sample(window_end - std::chrono::seconds(row.period * i) - 30s, 9);
  }
  f.runtime.run_until(TimePoint(window_end + lag - 1ns));
  CHECK(f.state() != "ALARM");
  f.runtime.run_until(TimePoint(window_end + lag));
  CHECK(f.state() == "ALARM");
}

}  // namespace

TEST_CASE("C3.1 AWS/Lambda ConcurrentExecutions, seen 37.8 s after the window's end") {
  check({"C3.1", "18:49 -> 18:50:37.811", 50min, 50min + 37811ms});
}

TEST_CASE("C3.2 C3.3 EC2: 64.7 s, and 41 s with a period of 300 s") {
  check({"C3.2", "15:58 -> 16:00:04.650", 59min, 60min + 4650ms});
  check({"C3.2", "15:57 -> 15:59:04.670", 58min, 59min + 4670ms});
  check({"C3.3", "16:59 -> 17:04:40.985", 64min, 64min + 40985ms, 300});
}

TEST_CASE("C3.4 C3.5 SQS: 105 s, and 61 s with 24 periods") {
  check({"C3.4", "15:29 -> 15:31:44.984", 30min, 31min + 44984ms});
  check({"C3.5", "08:33 -> 08:35:01.260", 34min, 35min + 1260ms, 60, 24, 24});
}

TEST_CASE("C3.6 C3.7 C3.8 C3.9 observed from 2018 to 2021: 1.2 s to 98 s") {
  check({"C3.6", "06:04 -> 06:05:01.175", 5min, 5min + 1175ms});
  check({"C3.7", "07:02 -> 07:03:51.700", 3min, 3min + 51700ms});
  check({"C3.7", "04:17 -> 04:18:51.691", 18min, 18min + 51691ms});
  check({"C3.8", "16:04 -> 16:06:38.066", 5min, 6min + 38066ms});
  check({"C3.9", "19:55 -> 19:56:14.594", 56min, 56min + 14594ms});
}

TEST_CASE("C3.10 C3.11 C3.12 C3.13 observed from 2022 to 2024: 5.4 s to 68 s") {
  check({"C3.10", "11:25 -> 11:26:05.399", 26min, 26min + 5399ms, 60, 1, 1, true});
  check({"C3.11", "11:51 -> 11:53:08.423", 52min, 53min + 8423ms});
  check({"C3.12", "18:59 -> 19:00:38.853", 60min, 60min + 38853ms});
  check({"C3.13", "12:15 -> 12:16:45.770", 16min, 16min + 45770ms, 60, 20});
}

TEST_CASE("C3.14 T2 by default the lag lies between 0 and 120 s and spreads over all of it") {
  std::vector<double> lags;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Fixture f(Settings{}, seed);
    f.ok("PutMetricAlarm", alarm_parameters());
    f.sample(5s, 9);
    f.runtime.run_until(TimePoint(5min));
    REQUIRE(f.changes.size() == 1);
    lags.push_back(std::chrono::duration<double>(f.changes[0].at - 60s).count());
  }
  std::sort(lags.begin(), lags.end());
  CHECK(lags.front() >= 0);
  CHECK(lags.front() < 10);
  CHECK(lags.back() <= 120);
  CHECK(lags.back() > 90);
  // A uniform phase, which half of the time comes before the data: 30 s + 60 s / 2.
  CHECK(std::accumulate(lags.begin(), lags.end(), 0.0) / 200 == Approx(60).margin(8));
}

TEST_CASE("C3.14 T1 a load step anywhere in a minute: ALARM after 90 to 110 s on average") {
  double sum = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    const Duration step = 5min + std::chrono::milliseconds(500 * (seed - 1));
    Fixture f(Settings{}, seed);
    f.ok("PutMetricAlarm", alarm_parameters());
    for (Duration t = step; t < step + 4min; t += 1s) f.sample(t, 9);
    f.runtime.run_until(TimePoint(step + 4min));
    REQUIRE(f.changes.size() == 1);
    const Duration after = f.changes[0].at - step;
    CHECK(after <= 180s);
    sum += std::chrono::duration<double>(after).count();
  }
  CHECK(sum / 120 == Approx(95).margin(15));
}

TEST_CASE("C3.14 2 of 2 periods add a minute") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Settings settings;
    settings.visibility_delay = core::Delay::fixed(0s);
    Fixture f(settings, seed);
    f.ok("PutMetricAlarm", alarm_parameters({{"AlarmName", "one"}}));
    f.ok("PutMetricAlarm", alarm_parameters({{"AlarmName", "two"}, {"EvaluationPeriods", 2}}));
    for (int second = 0; second < 300; ++second) f.sample(std::chrono::seconds(second), 9);
    f.runtime.run_until(TimePoint(119999ms));
    CHECK(f.state("one") == "ALARM");
    CHECK(f.state("two") == "INSUFFICIENT_DATA");
    f.runtime.run_until(TimePoint(180s));
    CHECK(f.state("two") == "ALARM");
  }
}

TEST_CASE(
    "C3.14 a load that comes late in the minute, or Average: the first minute may not breach") {
  Settings settings;
  settings.visibility_delay = core::Delay::fixed(0s);
  settings.evaluation_phase = 30s;
  Fixture f(settings);
  f.ok("PutMetricAlarm", alarm_parameters());
  f.ok("PutMetricAlarm", alarm_parameters({{"AlarmName", "mean"}, {"Statistic", "Average"}}));
  // 1 a second until 50 s, then 9: a mean of 2.3 in the first minute.
  for (int second = 0; second < 180; ++second) {
    f.sample(std::chrono::seconds(second), second < 50 ? 1 : 9);
  }
  f.runtime.run_until(TimePoint(90s));
  CHECK(f.state() == "ALARM");
  CHECK(f.state("mean") == "OK");
  f.runtime.run_until(TimePoint(150s));
  CHECK(f.state("mean") == "ALARM");
}

TEST_CASE("C1.10 every transition reaches the bus, once and in order, also without actions") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters({{"ActionsEnabled", false}}));
  for (int minute = 0; minute < 100; ++minute) {
    f.sample(std::chrono::minutes(minute) + 5s, minute % 2 == 0 ? 9 : 1);
  }
  f.runtime.run_until(TimePoint(100min + 5s));
  const auto events = f.bus.of("CloudWatch Alarm State Change");
  REQUIRE(events.size() == 100);
  for (std::size_t i = 0; i < events.size(); ++i) {
    CHECK(events[i].detail["state"]["value"] == (i % 2 == 0 ? "ALARM" : "OK"));
  }
}

TEST_CASE("C5.2 a datum two weeks old or two hours ahead is taken, one beyond is not") {
  Fixture f;
  constexpr double kNow = 1767614400;  // 2026-01-05T12:00:00Z, the start of a virtual run
  const auto put = [&](double timestamp) {
    return f
        .call("PutMetricData",
              {{"Namespace", "App"},
               {"MetricData", {{{"MetricName", "Depth"}, {"Value", 1}, {"Timestamp", timestamp}}}}})
        .has_value();
  };
  CHECK(put(kNow - 14 * 86400));
  CHECK_FALSE(put(kNow - 14 * 86400 - 1));
  CHECK(put(kNow + 7200));
  CHECK_FALSE(put(kNow + 7201));
}
