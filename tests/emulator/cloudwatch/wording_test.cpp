// aws-facts C4: reasons and reasonData to the letter. Every row of the table is a case.
#include "emulator/cloudwatch/wording.hpp"

#include "runtime/wall_time.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;

namespace {

WallTime at(const std::string& text) { return *parse_iso8601(text); }

struct Value {
  std::string begin;
  double value;
};

// An evaluation of the given real points, newest first, filled up to N with missing ones.
Evaluation evaluation_of(const AlarmConfiguration& alarm, AlarmState state,
                         const std::vector<Value>& values) {
  Evaluation evaluation;
  evaluation.state = state;
  for (const Value& v : values) {
    evaluation.points.push_back({at(v.begin), v.value, 1, alarm.breaches(v.value)});
    ++evaluation.received;
  }
  while (static_cast<std::int64_t>(evaluation.points.size()) < alarm.evaluation_periods) {
    evaluation.points.push_back({WallTime{}, std::nullopt, 0, false});
  }
  return evaluation;
}

AlarmConfiguration alarm(std::int64_t n, std::optional<std::int64_t> m, double threshold,
                         Comparison comparison = Comparison::greater,
                         MissingData treatment = MissingData::missing) {
  AlarmConfiguration result;
  result.evaluation_periods = n;
  result.datapoints_to_alarm = m;
  result.threshold = threshold;
  result.comparison = comparison;
  result.treat_missing_data = treatment;
  return result;
}

std::string reason(const AlarmConfiguration& a, AlarmState state,
                   const std::vector<Value>& values) {
  return reason_of(a, evaluation_of(a, state, values));
}

}  // namespace

TEST_CASE("C4.1 DatapointsToAlarm set, to ALARM") {
  CHECK(reason(alarm(1, 1, 5), AlarmState::alarm, {{"2022-09-25T18:49:00Z", 6}}) ==
        "Threshold Crossed: 1 out of the last 1 datapoints [6.0 (25/09/22 18:49:00)] was greater "
        "than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).");
}

TEST_CASE("C4.2 DatapointsToAlarm set, back to OK") {
  CHECK(reason(alarm(1, 1, 0), AlarmState::ok, {{"2019-11-21T04:17:00Z", 0}}) ==
        "Threshold Crossed: 1 out of the last 1 datapoints [0.0 (21/11/19 04:17:00)] was not "
        "greater than the threshold (0.0) (minimum 1 datapoint for ALARM -> OK transition).");
}

TEST_CASE("C4.3 DatapointsToAlarm set, several") {
  CHECK(reason(alarm(3, 1, 0), AlarmState::alarm,
               {{"2022-11-08T11:25:00Z", 20000},
                {"2022-11-08T11:24:00Z", 20000},
                {"2022-11-08T11:23:00Z", 20000}}) ==
        "Threshold Crossed: 3 out of the last 3 datapoints [20000.0 (08/11/22 11:25:00), 20000.0 "
        "(08/11/22 11:24:00), 20000.0 (08/11/22 11:23:00)] were greater than the threshold (0.0) "
        "(minimum 1 datapoint for OK -> ALARM transition).");
}

TEST_CASE("C4.4 DatapointsToAlarm set, with fill") {
  CHECK(reason(alarm(20, 1, 1, Comparison::greater_or_equal, MissingData::not_breaching),
               AlarmState::alarm, {{"2024-03-16T12:15:00Z", 613}}) ==
        "Threshold Crossed: 1 out of the last 20 datapoints [613.0 (16/03/24 12:15:00)] was "
        "greater than or equal to the threshold (1.0) and 19 missing datapoints were treated as "
        "[NonBreaching] (minimum 1 datapoint for OK -> ALARM transition).");
}

TEST_CASE("C4.3 DatapointsToAlarm set, five: only a list (OBSERVED id 24216666772)") {
  std::vector<Value> values;
  for (const char* minute : {"32", "31", "30", "29", "28"}) {
    values.push_back({std::string("2020-04-29T23:") + minute + ":00Z", 0});
  }
  CHECK(reason(alarm(5, 5, 65, Comparison::less), AlarmState::alarm, values) ==
        "Threshold Crossed: 5 out of the last 5 datapoints were less than the threshold (65.0). "
        "The most recent datapoints which crossed the threshold: [0.0 (29/04/20 23:32:00), 0.0 "
        "(29/04/20 23:31:00), 0.0 (29/04/20 23:30:00), 0.0 (29/04/20 23:29:00), 0.0 (29/04/20 "
        "23:28:00)] (minimum 5 datapoints for OK -> ALARM transition).");
}

TEST_CASE("C4.5 C4.6 DatapointsToAlarm not set") {
  CHECK(reason(alarm(1, {}, 0), AlarmState::alarm, {{"2025-05-15T15:29:00Z", 1}}) ==
        "Threshold Crossed: 1 datapoint [1.0 (15/05/25 15:29:00)] was greater than the threshold "
        "(0.0).");
  CHECK(reason(alarm(3, {}, 0), AlarmState::alarm,
               {{"2026-08-19T05:50:00Z", 2},
                {"2026-08-19T05:47:00Z", 3},
                {"2026-08-19T05:44:00Z", 1}}) ==
        "Threshold Crossed: 3 datapoints [2.0 (19/08/26 05:50:00), 3.0 (19/08/26 05:47:00), 1.0 "
        "(19/08/26 05:44:00)] were greater than the threshold (0.0).");
}

TEST_CASE("C4.7 not set, more than five") {
  std::vector<Value> values;
  for (int minute = 33; minute > 9; --minute) {
    const std::string two = (minute < 10 ? "0" : "") + std::to_string(minute);
    values.push_back({"2024-12-19T08:" + two + ":00Z", 1});
  }
  CHECK(reason(alarm(24, {}, 0), AlarmState::alarm, values) ==
        "Threshold Crossed: 24 datapoints were greater than the threshold (0.0). The most recent "
        "datapoints which crossed the threshold: [1.0 (19/12/24 08:33:00), 1.0 (19/12/24 "
        "08:32:00), 1.0 (19/12/24 08:31:00), 1.0 (19/12/24 08:30:00), 1.0 (19/12/24 08:29:00)].");
}

TEST_CASE("C4.8 not set, OK with fill") {
  CHECK(reason(alarm(8, {}, 0, Comparison::less_or_equal, MissingData::breaching), AlarmState::ok,
               {{"2026-08-19T09:36:00Z", 2}}) ==
        "Threshold Crossed: 1 datapoint [2.0 (19/08/26 09:36:00)] was not less than or equal to "
        "the threshold (0.0) and 7 missing datapoints were treated as [Breaching].");
}

TEST_CASE("C4.9 nothing received, filled") {
  CHECK(
      reason(alarm(2, {}, 0, Comparison::greater, MissingData::breaching), AlarmState::alarm, {}) ==
      "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints "
      "were treated as [Breaching].");
  CHECK(reason(alarm(1, {}, 0, Comparison::greater, MissingData::not_breaching), AlarmState::ok,
               {}) ==
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was "
        "treated as [NonBreaching].");
}

TEST_CASE("C4.9 received, but only the fill breaches (OBSERVED id 60951158265)") {
  CHECK(reason(alarm(3, 2, 1, Comparison::greater, MissingData::breaching), AlarmState::alarm,
               {{"2026-09-05T10:00:00Z", 0}}) ==
        "Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were "
        "treated as [Breaching].");
}

TEST_CASE("C4.10 insufficient data") {
  CHECK(reason(alarm(1, {}, 0), AlarmState::insufficient_data, {}) ==
        "Insufficient Data: 1 datapoint was unknown.");
  CHECK(reason(alarm(5, {}, 0), AlarmState::insufficient_data, {}) ==
        "Insufficient Data: 5 datapoints were unknown.");
}

TEST_CASE("C4.11 initial") {
  CHECK(std::string(kInitialReason) == "Unchecked: Initial alarm creation");
}

TEST_CASE("C4.12 numbers print as Java doubles") {
  CHECK(java_double(3) == "3.0");
  CHECK(java_double(0) == "0.0");
  CHECK(java_double(20000) == "20000.0");
  CHECK(java_double(0.0666851903306472) == "0.0666851903306472");
  CHECK(java_double(99.50160229693434) == "99.50160229693434");
  CHECK(java_double(-1.5) == "-1.5");
  CHECK(java_double(9999999) == "9999999.0");
  CHECK(java_double(1e7) == "1.0E7");
  CHECK(java_double(1.25e10) == "1.25E10");
  CHECK(java_double(0.001) == "0.001");
  CHECK(java_double(0.0001) == "1.0E-4");
}

TEST_CASE("C4.13 reasonData") {
  AlarmConfiguration a = alarm(1, {}, 0);
  a.statistic = Statistic::sum;
  auto evaluation = evaluation_of(a, AlarmState::alarm, {{"2025-05-15T15:29:00Z", 1}});
  CHECK(reason_data_of(a, evaluation, at("2025-05-15T15:31:44.984Z")) ==
        R"({"version":"1.0","queryDate":"2025-05-15T15:31:44.984+0000",)"
        R"("startDate":"2025-05-15T15:29:00.000+0000","statistic":"Sum","period":60,)"
        R"("recentDatapoints":[1.0],"threshold":0.0,"evaluatedDatapoints":[)"
        R"({"timestamp":"2025-05-15T15:29:00.000+0000","sampleCount":1.0,"value":1.0}]})");
}

TEST_CASE(
    "C4.13 reasonData: recent oldest first, evaluated newest first, unit if the alarm has one") {
  AlarmConfiguration a = alarm(3, {}, 0);
  a.unit = "Count";
  Evaluation evaluation;
  evaluation.state = AlarmState::alarm;
  evaluation.points = {{at("2025-05-15T15:31:00Z"), 3, 2, true},
                       {at("2025-05-15T15:30:00Z"), std::nullopt, 0, false},
                       {at("2025-05-15T15:29:00Z"), 1, 1, true}};
  evaluation.received = 2;
  CHECK(reason_data_of(a, evaluation, at("2025-05-15T15:32:01Z")) ==
        R"({"version":"1.0","queryDate":"2025-05-15T15:32:01.000+0000",)"
        R"("startDate":"2025-05-15T15:29:00.000+0000","unit":"Count","statistic":"Average",)"
        R"("period":60,"recentDatapoints":[1.0,3.0],"threshold":0.0,"evaluatedDatapoints":[)"
        R"({"timestamp":"2025-05-15T15:31:00.000+0000","sampleCount":2.0,"value":3.0},)"
        R"({"timestamp":"2025-05-15T15:30:00.000+0000"},)"
        R"({"timestamp":"2025-05-15T15:29:00.000+0000","sampleCount":1.0,"value":1.0}]})");
}

TEST_CASE("C4.13 reasonData has no startDate when nothing was received") {
  const AlarmConfiguration a = alarm(1, {}, 0);
  const auto text = reason_data_of(a, evaluation_of(a, AlarmState::insufficient_data, {}),
                                   at("2025-05-15T15:32:01Z"));
  CHECK_FALSE(Json::parse(text).contains("startDate"));
  CHECK(Json::parse(text)["recentDatapoints"].empty());
}

TEST_CASE("C4.12 the date is dd/MM/yy of the window's start in UTC, newest first") {
  const std::string text = reason(alarm(2, {}, 5), AlarmState::alarm,
                                  {{"2026-01-09T00:01:00Z", 7}, {"2026-01-09T00:00:00Z", 6.5}});
  CHECK_THAT(text, Catch::Contains("[7.0 (09/01/26 00:01:00), 6.5 (09/01/26 00:00:00)]"));
}
