// Alarms over metric math: PutMetricAlarm's Metrics.
#include "tests/emulator/cloudwatch/fixture.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;
using namespace std::chrono_literals;

namespace {

Json stat_query(const std::string& id, const std::string& stat, bool return_data) {
  return {{"Id", id},
          {"MetricStat",
           {{"Metric", {{"Namespace", "AWS/Lambda"}, {"MetricName", "ConcurrentExecutions"}}},
            {"Period", 60},
            {"Stat", stat}}},
          {"ReturnData", return_data}};
}

Json math_alarm(const std::string& expression, const Json& changes = Json::object()) {
  Json params = {
      {"AlarmName", "high"},
      {"Metrics", Json::array({{{"Id", "e1"}, {"Expression", expression}, {"Label", "sum"}},
                               stat_query("m1", "Maximum", false)})},
      {"EvaluationPeriods", 1},
      {"Threshold", 10},
      {"ComparisonOperator", "GreaterThanThreshold"}};
  params.update(changes);
  return params;
}

}  // namespace

TEST_CASE("an alarm over an expression fires by the expression's value") {
  Fixture f;
  f.ok("PutMetricAlarm", math_alarm("m1 * 3"));
  f.sample(70s, 3);   // 9
  f.sample(130s, 4);  // 12
  f.runtime.run_until(TimePoint(4min));
  REQUIRE(f.changes.size() == 2);
  CHECK(f.changes[0].to == "OK");
  CHECK(f.changes[1].to == "ALARM");
  CHECK(f.changes[1].at == 181s);
  CHECK(f.changes[1].reason ==
        "Threshold Crossed: 1 datapoint [12.0 (05/01/26 12:02:00)] was greater than the threshold "
        "(10.0).");
}

TEST_CASE("a missing point of a metric is one of the expression, unless it is filled") {
  Fixture f;
  f.ok("PutMetricAlarm", math_alarm("m1 * 3"));
  f.runtime.run_until(TimePoint(3min));
  CHECK(f.state() == "INSUFFICIENT_DATA");
  f.ok("PutMetricAlarm", math_alarm("FILL(m1, 20)"));
  f.runtime.run_until(TimePoint(5min));
  CHECK(f.state() == "ALARM");
}

TEST_CASE("C4.13 the event shows the queries, and no statistic among the reason's data") {
  Fixture f;
  f.ok("PutMetricAlarm", math_alarm("m1 * 3"));
  f.sample(70s, 4);
  f.runtime.run_until(TimePoint(3min));
  const auto events = f.bus.of("CloudWatch Alarm State Change");
  REQUIRE(events.size() == 1);
  const Json& detail = events[0].detail;
  CHECK(detail["configuration"]["metrics"][0] ==
        Json({{"expression", "m1 * 3"}, {"id", "e1"}, {"label", "sum"}, {"returnData", true}}));
  CHECK(detail["configuration"]["metrics"][1]["metricStat"]["stat"] == "Maximum");
  CHECK(detail["configuration"]["metrics"][1]["returnData"] == false);
  const Json data = Json::parse(detail["state"]["reasonData"].get<std::string>());
  CHECK_FALSE(data.contains("statistic"));
  CHECK(data["period"] == 60);
  CHECK(data["recentDatapoints"] == Json({12.0}));
  CHECK_FALSE(data["evaluatedDatapoints"][0].contains("sampleCount"));
}

TEST_CASE("DescribeAlarms shows Metrics instead of a metric") {
  Fixture f;
  const Json given = math_alarm("m1 * 3");
  f.ok("PutMetricAlarm", given);
  const Json shown = f.describe();
  CHECK_FALSE(shown.contains("MetricName"));
  CHECK_FALSE(shown.contains("Period"));
  CHECK(shown["Metrics"][0]["Expression"] == "m1 * 3");
  CHECK(shown["Metrics"][1]["MetricStat"]["Period"] == 60);
}

TEST_CASE("one metric among Metrics needs no expression") {
  Fixture f;
  f.ok("PutMetricAlarm",
       math_alarm("", {{"Metrics", Json::array({stat_query("m1", "Maximum", true)})}}));
  f.sample(70s, 12);
  f.runtime.run_until(TimePoint(3min));
  CHECK(f.state() == "ALARM");
}

TEST_CASE("what PutMetricAlarm refuses of Metrics") {
  struct Row {
    const char* name;
    Json params;
    const char* says;
  };
  const Json m1 = stat_query("m1", "Maximum", false);
  const auto with = [](Json metrics) { return math_alarm("", {{"Metrics", std::move(metrics)}}); };
  const std::vector<Row> rows = {
      {"none", with(Json::array()), "must have a size from 1 to 20"},
      {"two that return data",
       with(Json::array({stat_query("m1", "Sum", true), stat_query("m2", "Sum", true)})),
       "Exactly one element of the metrics list should return data."},
      {"none that returns data", with(Json::array({m1})),
       "Exactly one element of the metrics list should return data."},
      {"an id twice", with(Json::array({m1, stat_query("m1", "Sum", true)})),
       "The id 'm1' is given twice"},
      {"an id in capitals", with(Json::array({stat_query("M1", "Sum", true)})), "'M1'"},
      {"an unknown id", math_alarm("m2 * 2"), "there is no id 'm2'"},
      {"itself", math_alarm("e1 + m1"), "the id 'e1' refers to itself"},
      {"a number", math_alarm("SUM(m1)"), "must return a single time series"},
      {"a list", math_alarm("METRICS() * 2"), "must return a single time series"},
      {"no sense", math_alarm("m1 *"), "Error in expression 'e1': ends too early"},
      {"both", math_alarm("m1 * 2", {{"Period", 60}}),
       "The parameters Metrics and Period must not both be given."},
  };
  Fixture f;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto error = f.error("PutMetricAlarm", row.params);
    CHECK(error.code == "ValidationError");
    CHECK_THAT(error.message, Catch::Contains(row.says));
  }
  CHECK(f.error("PutMetricAlarm", math_alarm("ANOMALY_DETECTION_BAND(m1)")).not_modelled);
  Json other = stat_query("m2", "Sum", false);
  other["MetricStat"]["Period"] = 300;
  Json mixed = math_alarm("m1 + m2");
  mixed["Metrics"].push_back(other);
  CHECK(f.error("PutMetricAlarm", mixed).not_modelled);
}

TEST_CASE("a metric that nobody publishes is refused inside an expression too") {
  Fixture f;
  Json params = math_alarm("m1 * 3");
  params["Metrics"][1]["MetricStat"]["Metric"]["MetricName"] = "Throtles";
  const auto error = f.error("PutMetricAlarm", params);
  CHECK(error.not_modelled);
  CHECK(error.message ==
        "an alarm on the MetricName Throtles of AWS/Lambda in Metrics is not modelled by Spillway");
  CHECK(error.hint == "did you mean Throttles?");
}
