// aws-facts C2: the missing-data algorithm, against both documented tables.
#include "emulator/cloudwatch/evaluation.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;

namespace {

// "0 - X": newest right; 0 within the threshold, X breaching, - missing.
std::vector<RangePoint> range_of(const std::string& text) {
  std::vector<RangePoint> range;
  for (const char c : text) {
    if (c == ' ') continue;
    RangePoint point;
    point.begin = WallTime(std::chrono::minutes(5 * range.size()));
    if (c != '-') {
      const double value = c == 'X' ? 9 : 0;
      point.value = value;
      point.sample_count = 1;
    }
    range.insert(range.begin(), point);
  }
  return range;
}

AlarmConfiguration alarm(std::int64_t m, std::int64_t n, MissingData treatment) {
  AlarmConfiguration configuration;
  configuration.evaluation_periods = n;
  if (m != n) configuration.datapoints_to_alarm = m;
  configuration.threshold = 5;
  configuration.treat_missing_data = treatment;
  return configuration;
}

struct Row {
  const char* points;
  std::int64_t filled;
  const char* missing;
  const char* ignore;
  const char* breaching;
  const char* not_breaching;
};

std::string state_name(const Evaluation& evaluation) {
  return evaluation.state ? std::string(name_of(*evaluation.state)) : "keep";
}

void check(const Row& row, std::int64_t m, std::int64_t n) {
  INFO(row.points << " with M = " << m << ", N = " << n);
  const auto range = range_of(row.points);
  const auto state = [&](MissingData treatment) {
    return state_name(evaluate(alarm(m, n, treatment), range));
  };
  CHECK(evaluate(alarm(m, n, MissingData::missing), range).filled() == row.filled);
  CHECK(state(MissingData::missing) == row.missing);
  CHECK(state(MissingData::ignore) == row.ignore);
  CHECK(state(MissingData::breaching) == row.breaching);
  CHECK(state(MissingData::not_breaching) == row.not_breaching);
}

}  // namespace

TEST_CASE("C2.9 C2.10 the documented row of M = 3, N = 3: 0 - X - X") {
  check({"0 - X - X", 0, "OK", "OK", "OK", "OK"}, 3, 3);
}

TEST_CASE("C2.11 the documented row of M = 3, N = 3: 0 - - - -") {
  check({"0 - - - -", 2, "OK", "OK", "OK", "OK"}, 3, 3);
}

TEST_CASE("C2.12 the documented row of M = 3, N = 3: - - - - -") {
  check({"- - - - -", 3, "INSUFFICIENT_DATA", "keep", "ALARM", "OK"}, 3, 3);
}

TEST_CASE("C2.13 the documented row of M = 3, N = 3: 0 X X - X") {
  check({"0 X X - X", 0, "ALARM", "ALARM", "ALARM", "ALARM"}, 3, 3);
}

TEST_CASE("C2.14 the documented row of M = 3, N = 3: - - X - -") {
  check({"- - X - -", 2, "ALARM", "keep", "ALARM", "OK"}, 3, 3);
}

TEST_CASE("C2.15 the documented row of M = 2, N = 3: 0 - X - X") {
  check({"0 - X - X", 0, "ALARM", "ALARM", "ALARM", "ALARM"}, 2, 3);
}

TEST_CASE("C2.16 the documented row of M = 2, N = 3: 0 0 X 0 X") {
  check({"0 0 X 0 X", 0, "ALARM", "ALARM", "ALARM", "ALARM"}, 2, 3);
}

TEST_CASE("C2.17 the documented row of M = 2, N = 3: 0 - X - -") {
  check({"0 - X - -", 1, "OK", "OK", "ALARM", "OK"}, 2, 3);
}

TEST_CASE("C2.18 the documented row of M = 2, N = 3: - - - - 0") {
  check({"- - - - 0", 2, "OK", "OK", "ALARM", "OK"}, 2, 3);
}

TEST_CASE("C2.19 the documented row of M = 2, N = 3: - - - X -") {
  check({"- - - X -", 2, "ALARM", "keep", "ALARM", "OK"}, 2, 3);
}

TEST_CASE("C2.7 C2.20 no premature alarm: a young breaching point alone is not enough") {
  check({"- - - - X", 2, "INSUFFICIENT_DATA", "keep", "ALARM", "OK"}, 3, 3);
  check({"- - - X -", 2, "INSUFFICIENT_DATA", "keep", "ALARM", "OK"}, 3, 3);
}

TEST_CASE(
    "C2.7 the oldest breaching point M periods old, and only breaching or missing since: ALARM") {
  struct Row {
    const char* points;
    std::int64_t m, n;
    const char* state;
  };
  const Row rows[] = {
      {"- - X - -", 3, 3, "ALARM"},  // as old as M
      {"- X - - -", 3, 3, "ALARM"},  // older
      {"- - X X -", 3, 3, "ALARM"},  // with a newer one
      {"- - - X X", 3, 3, "INSUFFICIENT_DATA"},
      {"- - - X -", 2, 3, "ALARM"},
      {"- - - - X", 2, 3, "INSUFFICIENT_DATA"},
      {"- - X 0 -", 3, 3, "OK"},  // a newer one within the threshold
      {"0 - X - -", 3, 3, "OK"},  // and an older one
  };
  for (const Row& row : rows) {
    CAPTURE(row.points, row.m);
    CHECK(state_name(evaluate(alarm(row.m, row.n, MissingData::missing), range_of(row.points))) ==
          row.state);
  }
}

TEST_CASE("C2.5 M real breaching points suffice however the rest is treated") {
  check({"- - - X X", 1, "ALARM", "ALARM", "ALARM", "ALARM"}, 2, 3);
}

TEST_CASE(
    "C2.4 C2.6 an old point of the range is evaluated; only its absence from the range ends it") {
  check({"X - - - - -", 0, "ALARM", "ALARM", "ALARM", "ALARM"}, 1, 1);
  check({"- - - - - -", 1, "INSUFFICIENT_DATA", "keep", "ALARM", "OK"}, 1, 1);
}

TEST_CASE("C2.3 C2.8 the evaluation range: 6 for N = 1 at 60 s, 5 for N = 3 at 300 s") {
  using std::chrono::seconds;
  CHECK(default_evaluation_range(1, seconds(60)) == 6);
  CHECK(default_evaluation_range(3, seconds(300)) == 5);
  CHECK(default_evaluation_range(3, seconds(3600)) == 5);
  CHECK(default_evaluation_range(1, seconds(10)) == 3);
}

TEST_CASE("C2.5 filled periods are the newest missing ones; points stay newest first") {
  const auto range = range_of("X - - - -");
  const auto evaluation = evaluate(alarm(3, 3, MissingData::breaching), range);
  REQUIRE(evaluation.points.size() == 3);
  CHECK(evaluation.points[0].begin == range[0].begin);
  CHECK(evaluation.points[1].begin == range[1].begin);
  CHECK(evaluation.points[2].begin == range[4].begin);
  CHECK(evaluation.points[2].value == 9.0);
}

TEST_CASE("C1.2 all four static operators, at the threshold and on its sides") {
  AlarmConfiguration a;
  a.threshold = 5;
  const auto breaches = [&](const char* name) {
    a.comparison = *comparison_from(name);
    return std::vector<bool>{a.breaches(4), a.breaches(5), a.breaches(6)};
  };
  CHECK(breaches("GreaterThanThreshold") == std::vector<bool>{false, false, true});
  CHECK(breaches("GreaterThanOrEqualToThreshold") == std::vector<bool>{false, true, true});
  CHECK(breaches("LessThanThreshold") == std::vector<bool>{true, false, false});
  CHECK(breaches("LessThanOrEqualToThreshold") == std::vector<bool>{true, true, false});
}

TEST_CASE("C2.1 missing data is `missing` unless said otherwise, and has four treatments") {
  CHECK(AlarmConfiguration{}.missing_data() == MissingData::missing);
  for (const char* name : {"missing", "notBreaching", "breaching", "ignore"}) {
    REQUIRE(missing_data_from(name));
    CHECK(name_of(*missing_data_from(name)) == name);
  }
  CHECK_FALSE(missing_data_from("NotBreaching"));
}

TEST_CASE("C2.2 the algorithm in order: enough real points, then fill, then nothing at all") {
  // The same alarm with each of the three, whose rules answer differently.
  check({"X X X - -", 0, "ALARM", "ALARM", "ALARM", "ALARM"}, 3, 3);
  check({"X X - - -", 1, "ALARM", "keep", "ALARM", "OK"}, 3, 3);
  check({"- - - - -", 3, "INSUFFICIENT_DATA", "keep", "ALARM", "OK"}, 3, 3);
}
