// Metrics: buckets, visibility, and the API over them.
#include <chrono>

#include "tests/emulator/cloudwatch/fixture.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;
using namespace std::chrono_literals;

namespace {

constexpr double kEpoch = 1767614400;  // 2026-01-05T12:00:00Z, the start of a virtual run

Json statistics_query(const Json& changes = Json::object()) {
  Json params = {{"Namespace", "AWS/Lambda"},
                 {"MetricName", "ConcurrentExecutions"},
                 {"StartTime", kEpoch},
                 {"EndTime", kEpoch + 600},
                 {"Period", 60},
                 {"Statistics", {"SampleCount", "Average", "Sum", "Minimum", "Maximum"}}};
  params.update(changes);
  return params;
}

}  // namespace

TEST_CASE("C5.2 a minute holds count, sum, minimum and maximum of its samples") {
  Fixture f;
  f.sample(1s, 4);
  f.sample(2s, 1);
  f.sample(59s, 10);
  f.sample(60s, 7);
  f.runtime.run_until(TimePoint(2min));
  const Json points = f.ok("GetMetricStatistics", statistics_query())["Datapoints"];
  REQUIRE(points.size() == 2);
  CHECK(points[0] == Json({{"Timestamp", kEpoch},
                           {"SampleCount", 3.0},
                           {"Average", 5.0},
                           {"Sum", 15.0},
                           {"Minimum", 1.0},
                           {"Maximum", 10.0},
                           {"Unit", "Count"}}));
  CHECK(points[1]["Maximum"] == 7.0);
}

TEST_CASE("a late sample belongs to its own minute") {
  Fixture f;
  f.sample(70s, 1);
  f.runtime.run_until(TimePoint(200s));
  const auto id = f.cloud_watch.intern({"AWS/Lambda", "ConcurrentExecutions", {}}, "Count");
  f.cloud_watch.put(id, 2, TimePoint(200s));
  f.cloud_watch.put(id, 5, TimePoint(75s));
  f.cloud_watch.put(id, 3, TimePoint(10s));
  f.cloud_watch.put(id, 4, TimePoint(200s));
  f.runtime.run_until(TimePoint(5min));
  const Json points = f.ok("GetMetricStatistics", statistics_query())["Datapoints"];
  REQUIRE(points.size() == 3);
  CHECK(points[0]["Sum"] == 3.0);
  CHECK(points[1]["Sum"] == 6.0);
  CHECK(points[2]["Sum"] == 6.0);
}

TEST_CASE("C3.14 a service's minute is visible 0 to 60 s after its end, drawn for each minute") {
  Fixture f(Settings{});
  for (int minute = 0; minute < 20; ++minute) f.sample(std::chrono::minutes(minute) + 5s, 1);
  std::vector<Duration> delays;
  for (int minute = 0; minute < 20; ++minute) {
    const double begin = kEpoch + 60 * minute;
    const Duration end = std::chrono::minutes(minute + 1);
    f.runtime.run_until(TimePoint(end - 1ns));
    const auto visible = [&] {
      return !f.ok("GetMetricStatistics",
                   statistics_query({{"StartTime", begin}, {"EndTime", begin + 60}}))["Datapoints"]
                  .empty();
    };
    CHECK_FALSE(visible());
    while (!visible()) f.runtime.run_for(1s);
    delays.push_back(f.runtime.now().time_since_epoch() - end);
    CHECK(delays.back() <= 60s);
  }
  std::sort(delays.begin(), delays.end());
  CHECK(delays.front() < 20s);
  CHECK(delays.back() > 40s);
}

TEST_CASE("C3.14 visibility does not depend on who asks, or when") {
  const auto visible_at = [](bool ask_before) {
    Fixture f(Settings{}, 3);
    f.sample(5s, 1);
    for (Duration t = 60s; t <= 120s; t += 100ms) {
      f.runtime.run_until(TimePoint(t));
      if (!ask_before && t < 100s) continue;
      if (!f.ok("GetMetricStatistics", statistics_query())["Datapoints"].empty()) return t;
    }
    return Duration(0);
  };
  const Duration truth = visible_at(true);
  CHECK(truth > 60s);
  CHECK(visible_at(false) == std::max<Duration>(truth, 100s));
}

TEST_CASE("PutMetricData: all three forms, visible at once") {
  Fixture f;
  const auto put = [&](const Json& datum) {
    Json full = {{"MetricName", "Depth"}};
    full.update(datum);
    f.ok("PutMetricData", {{"Namespace", "App"}, {"MetricData", {full}}});
  };
  put({{"Value", 2}, {"Unit", "Count"}});
  put({{"Values", {1, 4}}, {"Counts", {2, 1}}, {"Unit", "Count"}});
  put({{"StatisticValues", {{"SampleCount", 2}, {"Sum", 20}, {"Minimum", 9}, {"Maximum", 11}}},
       {"Unit", "Count"},
       {"Timestamp", "2026-01-05T12:00:30Z"}});
  const Json points =
      f.ok("GetMetricStatistics",
           statistics_query({{"Namespace", "App"}, {"MetricName", "Depth"}}))["Datapoints"];
  REQUIRE(points.size() == 1);
  CHECK(points[0]["SampleCount"] == 6.0);
  CHECK(points[0]["Sum"] == 28.0);
  CHECK(points[0]["Minimum"] == 1.0);
  CHECK(points[0]["Maximum"] == 11.0);
}

TEST_CASE("PutMetricData can be given a delay") {
  Settings settings = exact_settings();
  settings.custom_visibility_delay = core::Delay::fixed(5s);
  Fixture f(settings);
  f.ok("PutMetricData",
       {{"Namespace", "App"}, {"MetricData", {{{"MetricName", "Depth"}, {"Value", 1}}}}});
  const Json query = statistics_query({{"Namespace", "App"}, {"MetricName", "Depth"}});
  CHECK(f.ok("GetMetricStatistics", query)["Datapoints"].empty());
  f.runtime.run_for(5s);
  CHECK(f.ok("GetMetricStatistics", query)["Datapoints"].size() == 1);
}

TEST_CASE("C5.2 PutMetricData refuses what AWS refuses, and then stores nothing of the call") {
  Fixture f;
  const Json good = {{"MetricName", "Depth"}, {"Value", 1}};
  const std::pair<Json, const char*> bad[] = {
      {{{"MetricName", "D"}}, "MissingParameter"},
      {{{"MetricName", "D"}, {"Value", 1}, {"Values", {1}}}, "InvalidParameterCombination"},
      {{{"MetricName", "D"}, {"Value", 1e200}}, "InvalidParameterValue"},
      {{{"MetricName", "D"}, {"Values", {1, 2}}, {"Counts", {1}}}, "InvalidParameterValue"},
      {{{"MetricName", "D"}, {"Value", 1}, {"Timestamp", kEpoch - 15 * 86400}},
       "InvalidParameterValue"},
      {{{"MetricName", "D"}, {"Value", 1}, {"Timestamp", kEpoch + 7201}}, "InvalidParameterValue"},
      {{{"MetricName", "D"}, {"Value", 1}, {"Unit", "Apples"}}, "InvalidParameterValue"},
      {{{"MetricName", "D"}, {"Value", 1}, {"StorageResolution", 10}}, "InvalidParameterValue"},
  };
  for (const auto& [datum, code] : bad) {
    INFO(datum.dump());
    CHECK(f.error("PutMetricData", {{"Namespace", "App"}, {"MetricData", {good, datum}}}).code ==
          code);
  }
  CHECK(f.error("PutMetricData", {{"Namespace", "AWS/Lambda"}, {"MetricData", {good}}}).code ==
        "InvalidParameterValue");
  CHECK(f.ok("ListMetrics", Json::object())["Metrics"].empty());
}

TEST_CASE("GetMetricStatistics refuses what it cannot answer") {
  Fixture f;
  const std::pair<Json, const char*> bad[] = {
      {{{"Period", 90}}, "InvalidParameterValue"},
      {{{"Period", 15}}, "InvalidParameterValue"},
      {{{"Statistics", Json::array()}}, "MissingParameter"},
      {{{"Statistics", {"p99"}}}, "InvalidParameterValue"},
      {{{"ExtendedStatistics", {"p99"}}}, "NotModelled"},
      {{{"EndTime", kEpoch}}, "InvalidParameterCombination"},
      {{{"EndTime", kEpoch + 1441 * 60}}, "InvalidParameterCombination"},
  };
  for (const auto& [change, code] : bad) {
    INFO(change.dump());
    CHECK(f.error("GetMetricStatistics", statistics_query(change)).code == code);
  }
}

TEST_CASE("GetMetricData answers MetricStat queries, newest first unless asked otherwise") {
  Fixture f;
  f.sample(10s, 1);
  f.sample(70s, 3);
  f.runtime.run_until(TimePoint(3min));
  Json params = {
      {"StartTime", kEpoch},
      {"EndTime", kEpoch + 600},
      {"MetricDataQueries",
       {{{"Id", "m1"},
         {"MetricStat",
          {{"Metric", {{"Namespace", "AWS/Lambda"}, {"MetricName", "ConcurrentExecutions"}}},
           {"Period", 60},
           {"Stat", "Maximum"}}}}}}};
  const Json result = f.ok("GetMetricData", params)["MetricDataResults"][0];
  CHECK(result["Id"] == "m1");
  CHECK(result["Label"] == "ConcurrentExecutions");
  CHECK(result["Values"] == Json({3.0, 1.0}));
  CHECK(result["Timestamps"] == Json({kEpoch + 60, kEpoch}));
  CHECK(result["StatusCode"] == "Complete");
  params["ScanBy"] = "TimestampAscending";
  CHECK(f.ok("GetMetricData", params)["MetricDataResults"][0]["Values"] == Json({1.0, 3.0}));
  params["MetricDataQueries"].push_back({{"Id", "e1"}, {"Expression", "m1 * 2"}});
  const Json both = f.ok("GetMetricData", params)["MetricDataResults"];
  REQUIRE(both.size() == 2);
  CHECK(both[1]["Label"] == "e1");
  CHECK(both[1]["Values"] == Json({2.0, 6.0}));
  params["MetricDataQueries"][0]["ReturnData"] = false;
  CHECK(f.ok("GetMetricData", params)["MetricDataResults"].size() == 1);
  params["MetricDataQueries"].push_back({{"Id", "e2"}, {"Expression", "SEARCH('a', 'Sum')"}});
  CHECK(f.error("GetMetricData", params).not_modelled);
}

TEST_CASE("ListMetrics filters by namespace, name and dimensions") {
  Fixture f;
  const auto put = [&](const char* name, const core::Dimensions& dimensions) {
    const auto id = f.cloud_watch.intern({"AWS/Lambda", name, dimensions}, "Count");
    f.cloud_watch.put(id, 1, f.runtime.now());
  };
  put("Errors", {{"FunctionName", "app"}});
  put("Errors", {});
  put("Throttles", {{"FunctionName", "app"}});
  f.cloud_watch.intern({"AWS/Lambda", "Duration", {}}, "Count");
  const auto count = [&](const Json& params) {
    return f.ok("ListMetrics", params)["Metrics"].size();
  };
  CHECK(count(Json::object()) == 3);
  CHECK(count({{"MetricName", "Errors"}}) == 2);
  CHECK(count({{"Namespace", "AWS/ECS"}}) == 0);
  CHECK(count({{"Dimensions", {{{"Name", "FunctionName"}}}}}) == 2);
  CHECK(count({{"Dimensions", {{{"Name", "FunctionName"}, {"Value", "other"}}}}}) == 0);
  f.runtime.run_for(4h);
  CHECK(count({{"RecentlyActive", "PT3H"}}) == 0);
}

TEST_CASE("data of one metric in two units is kept apart") {
  Fixture f;
  for (const char* unit : {"Count", "Percent"}) {
    f.ok("PutMetricData",
         {{"Namespace", "App"},
          {"MetricData", {{{"MetricName", "Depth"}, {"Value", 1}, {"Unit", unit}}}}});
  }
  const Json query = {{"Namespace", "App"}, {"MetricName", "Depth"}};
  CHECK(f.ok("GetMetricStatistics", statistics_query(query))["Datapoints"].size() == 2);
  Json one = query;
  one["Unit"] = "Percent";
  CHECK(f.ok("GetMetricStatistics", statistics_query(one))["Datapoints"].size() == 1);
}

TEST_CASE("interning twice names one metric") {
  Fixture f;
  const core::MetricKey key{"AWS/Lambda", "Errors", {{"FunctionName", "app"}}};
  CHECK(f.cloud_watch.intern(key, "Count") == f.cloud_watch.intern(key, "Count"));
  CHECK(f.cloud_watch.intern(key, "Count") != f.cloud_watch.intern(key, "Percent"));
}

TEST_CASE("C5.2 minutes older than the retention are forgotten") {
  CHECK(Settings{}.retention == 15 * 24h);
  Settings settings = exact_settings();
  settings.retention = 10min;
  Fixture f(settings);
  for (int minute = 0; minute < 60; ++minute) f.sample(std::chrono::minutes(minute), 1);
  f.runtime.run_until(TimePoint(61min));
  const Json points =
      f.ok("GetMetricStatistics", statistics_query({{"EndTime", kEpoch + 3600}}))["Datapoints"];
  CHECK(points.size() == 11);
  CHECK(points[0]["Timestamp"] == kEpoch + 49 * 60);
}
