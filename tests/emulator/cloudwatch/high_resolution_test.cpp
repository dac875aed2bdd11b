// aws-facts C1.1: metrics of high resolution, and alarms over them every ten seconds.
#include "tests/emulator/cloudwatch/fixture.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;
using namespace std::chrono_literals;

namespace {

struct HighResolution : Fixture {
  void put(Duration at, double value, int resolution = 1) {
    runtime.call_at(TimePoint(at), [this, value, resolution] {
      ok("PutMetricData",
         {{"Namespace", "App"},
          {"MetricData",
           Json::array(
               {{{"MetricName", "Queue"}, {"Value", value}, {"StorageResolution", resolution}}})}});
    });
  }
  void put_alarm(int period) {
    ok("PutMetricAlarm", alarm_parameters({{"Namespace", "App"},
                                           {"MetricName", "Queue"},
                                           {"Period", period},
                                           {"TreatMissingData", "notBreaching"}}));
  }
};

}  // namespace

TEST_CASE("C1.1 an alarm of ten seconds on a metric of a second fires within ten seconds") {
  HighResolution w;
  w.put_alarm(10);
  for (int second = 0; second < 60; ++second)
    w.put(std::chrono::seconds(second), second < 33 ? 1 : 9);
  w.runtime.run_until(TimePoint(60s));
  REQUIRE(w.changes.size() == 2);
  CHECK(w.changes[0].to == "OK");
  CHECK(w.changes[1].to == "ALARM");
  CHECK(w.changes[1].at == 41s);  // the window from 30 s to 40 s, at second 1 of ten
  CHECK_THAT(w.changes[1].reason, Catch::Contains("[9.0 (05/01/26 12:00:30)]"));
}

TEST_CASE("C1.1 of a standard metric a minute has one point, whatever the period") {
  HighResolution w;
  for (int second = 0; second < 60; ++second) w.put(std::chrono::seconds(second), 9, 60);
  w.runtime.run_until(TimePoint(61s));
  Json params = {{"Namespace", "App"},
                 {"MetricName", "Queue"},
                 {"StartTime", "2026-01-05T12:00:00Z"},
                 {"EndTime", "2026-01-05T12:01:00Z"},
                 {"Period", 10},
                 {"Statistics", {"SampleCount"}}};
  const Json standard = w.ok("GetMetricStatistics", params)["Datapoints"];
  REQUIRE(standard.size() == 1);
  CHECK(standard[0]["SampleCount"] == 60.0);
}

TEST_CASE("data of a second is answered in periods from a second on, and as minutes") {
  HighResolution w;
  for (int second = 0; second < 60; ++second) w.put(std::chrono::seconds(second), second);
  w.runtime.run_until(TimePoint(61s));
  const auto points = [&](int period) {
    return w.ok("GetMetricStatistics", {{"Namespace", "App"},
                                        {"MetricName", "Queue"},
                                        {"StartTime", "2026-01-05T12:00:00Z"},
                                        {"EndTime", "2026-01-05T12:01:00Z"},
                                        {"Period", period},
                                        {"Statistics", {"Maximum"}}})["Datapoints"];
  };
  CHECK(points(1).size() == 60);
  CHECK(points(10).size() == 6);
  CHECK(points(10)[0]["Maximum"] == 9.0);
  CHECK(points(60).size() == 1);
  CHECK(points(60)[0]["Maximum"] == 59.0);
}

TEST_CASE("data of a second is kept for three hours") {
  HighResolution w;
  w.put(0s, 1);
  w.put(2h, 2);
  w.put(3h + 30min, 3);
  w.runtime.run_until(TimePoint(4h));
  const Json all = w.ok("GetMetricStatistics", {{"Namespace", "App"},
                                                {"MetricName", "Queue"},
                                                {"StartTime", "2026-01-05T12:00:00Z"},
                                                {"EndTime", "2026-01-05T16:00:00Z"},
                                                {"Period", 60},
                                                {"Statistics", {"Maximum"}}})["Datapoints"];
  REQUIRE(all.size() == 2);
  CHECK(all[0]["Maximum"] == 2.0);
}
