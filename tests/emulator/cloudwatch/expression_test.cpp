// Metric math: what expressions mean (CloudWatch user guide, "Using metric math").
#include "emulator/cloudwatch/expression.hpp"

#include "tests/support/catch.hpp"

using namespace spillway::cloudwatch;

namespace {

constexpr auto kMissing = std::nullopt;

/// m1 and m2 are series of three minutes, m3 is another; n is an expression that is a number.
MathSource source() {
  static const std::map<std::string, MathValue> kValues = {
      {"m1", Series{1.0, kMissing, 4.0}},
      {"m2", Series{2.0, 3.0, 0.0}},
      {"m3", Series{kMissing, kMissing, 16.0}},
      {"n", 2.0},
  };
  MathSource source;
  source.points = 3;
  source.value_of = [](const std::string& id) -> MathResult<MathValue> {
    const auto found = kValues.find(id);
    if (found == kValues.end()) return MathError{"there is no id '" + id + "'", false};
    return found->second;
  };
  source.metrics = [](const std::string& text) {
    std::vector<Series> all;
    for (const char* id : {"m1", "m2", "m3"}) {
      if (std::string(id).find(text) != std::string::npos) {
        all.push_back(std::get<Series>(kValues.at(id)));
      }
    }
    return all;
  };
  return source;
}

std::string shown(const Series& series) {
  std::string text;
  for (const auto& point : series) {
    if (!text.empty()) text += ' ';
    text += point ? Catch::StringMaker<double>::convert(*point) : "-";
  }
  return text;
}

/// "1.0 - 4.0" of a series, "2.0" of a number, lists with " | " between, "! ..." of an error.
std::string result_of(const std::string& text) {
  const auto expression = Expression::parse(text);
  if (!expression) {
    return (expression.error().not_modelled ? "not modelled: " : "! ") + expression.error().message;
  }
  const auto value = expression->evaluate(source());
  if (!value) return "! " + value.error().message;
  if (const auto* number = std::get_if<double>(&*value)) {
    return Catch::StringMaker<double>::convert(*number);
  }
  if (const auto* series = std::get_if<Series>(&*value)) return shown(*series);
  std::string lists;
  for (const Series& one : std::get<std::vector<Series>>(*value)) {
    lists += (lists.empty() ? "" : " | ") + shown(one);
  }
  return lists;
}

struct Row {
  const char* text;
  const char* result;
};

}  // namespace

TEST_CASE("metric math: operators, and how they bind") {
  const auto row = GENERATE(values<Row>({
      {"1 + 2 * 3", "7.0"},
      {"(1 + 2) * 3", "9.0"},
      {"2 ^ 3 ^ 2", "512.0"},
      {"-2 ^ 2", "-4.0"},
      {"10 - 4 - 3", "3.0"},
      {"12 / 3 / 2", "2.0"},
      {"2 * -3", "-6.0"},
      {"1 < 2 AND 2 < 1", "0.0"},
      {"1 < 2 OR 2 < 1", "1.0"},
      {"1 == 1 && 0 || 1 != 1", "0.0"},
      {"1.5e2 + .5", "150.5"},
      {"m1 * 2", "2.0 - 8.0"},
      {"2 - m2", "0.0 -1.0 2.0"},
      {"n * n", "4.0"},
  }));
  CAPTURE(row.text);
  CHECK(result_of(row.text) == row.result);
}

TEST_CASE("metric math: a point exists only where both series have one") {
  CHECK(result_of("m1 + m2") == "3.0 - 4.0");
  CHECK(result_of("m1 + m3") == "- - 20.0");
  CHECK(result_of("m1 >= m2") == "0.0 - 1.0");
}

TEST_CASE("metric math: what is no number is a missing point") {
  CHECK(result_of("m1 / m2") == "0.5 - -");
  CHECK(result_of("LOG(m2 - 3)") == "- - -");
}

TEST_CASE("metric math: functions of lists go point by point, of what is there") {
  const auto row = GENERATE(values<Row>({
      {"SUM([m1, m2])", "3.0 3.0 4.0"},
      {"SUM(METRICS())", "3.0 3.0 20.0"},
      {"SUM(METRICS(\"m3\"))", "- - 16.0"},
      {"AVG([m1, m2])", "1.5 3.0 2.0"},
      {"MAX([m1, m2, m3])", "2.0 3.0 16.0"},
      {"MIN(METRICS())", "1.0 3.0 0.0"},
      {"STDDEV([m1, m2])", "0.5 0.0 2.0"},
      {"METRIC_COUNT(METRICS())", "3.0"},
      {"METRICS('m1') * 2", "2.0 - 8.0"},
      {"[m1, m2] + 1", "2.0 - 5.0 | 3.0 4.0 1.0"},
  }));
  CAPTURE(row.text);
  CHECK(result_of(row.text) == row.result);
}

TEST_CASE("metric math: functions of one series") {
  const auto row = GENERATE(values<Row>({
      {"SUM(m1)", "5.0"},
      {"AVG(m2) + 1", "2.6666666667"},
      {"MAX(m1)", "4.0"},
      {"ABS(m2 - 3)", "1.0 0.0 3.0"},
      {"CEIL(m2 / 4)", "1.0 1.0 0.0"},
      {"FLOOR(m2 / 2)", "1.0 1.0 0.0"},
      {"LOG10(m2 * 50)", "2.0 2.1760912591 -"},
      {"DIFF(m2)", "- 1.0 -3.0"},
      {"DIFF(m1)", "- - 3.0"},
      {"DIFF_TIME(m1)", "- - 120.0"},
      {"RATE(m1)", "- - 0.025"},
      {"RUNNING_SUM(m1)", "1.0 - 5.0"},
      {"PERIOD(m1)", "60.0"},
      {"m1 / PERIOD(m1)", "0.0166666667 - 0.0666666667"},
      {"TIME_SERIES(7)", "7.0 7.0 7.0"},
      {"FILL(m1, 0)", "1.0 0.0 4.0"},
      {"FILL(m1, REPEAT)", "1.0 1.0 4.0"},
      {"FILL(m1, LINEAR)", "1.0 2.5 4.0"},
      {"FILL([m1, m3], n)", "1.0 2.0 4.0 | 2.0 2.0 16.0"},
      {"IF(m2 > 1, m2, 0)", "2.0 3.0 0.0"},
      {"IF(m1 > 1, 1, 0)", "0.0 - 1.0"},
      {"IF(n == 2, m1, m2)", "1.0 - 4.0"},
      {"IF(1 > 2, m1, 5)", "5.0 5.0 5.0"},
      {"IF(n, 3, 4)", "3.0"},
  }));
  CAPTURE(row.text);
  CHECK(result_of(row.text) == row.result);
}

TEST_CASE("metric math: what makes no sense is refused with its reason") {
  const auto row = GENERATE(values<Row>({
      {"", "! must have between 1 and 2048 characters"},
      {"m1 +", "! ends too early"},
      {"(m1", "! lacks a ')'"},
      {"m1 m2", "! 'm' is out of place"},
      {"SUM(m1", "! lacks a ')'"},
      {"SUM()", "! SUM wants 1 argument(s), not 0"},
      {"IF(m1, 1)", "! IF wants 3 argument(s), not 2"},
      {"m9 * 2", "! there is no id 'm9'"},
      {"Sum", "! 'Sum' is neither an id, which begins with a lower-case letter, nor a function"},
      {"METRICS(m1)", "! METRICS wants nothing or a text in quotes"},
      {"METRICS() + METRICS()", "! '+' stands between two lists of time series"},
      {"IF(METRICS(), 1, 2)", "! IF wants numbers and single time series"},
      {"DIFF(3)", "! DIFF wants a time series"},
      {"\"text\"", "! the text \"text\" is out of place"},
      {"m1 # 2", "! '#' is out of place"},
      {"m1 + é", "! 'é' is out of place"},
      {"m1 →", "! '→' is out of place"},
      {"SEARCH('{a}', 'Sum')", "not modelled: the function SEARCH of metric math"},
      {"ANOMALY_DETECTION_BAND(m1, 2)",
       "not modelled: the function ANOMALY_DETECTION_BAND of metric math"},
  }));
  CAPTURE(row.text);
  CHECK(result_of(row.text) == row.result);
}

TEST_CASE("metric math: nesting has a limit") {
  std::string deep(200, '(');
  CHECK(result_of(deep + "1") == "! is nested too deep");
  CHECK(result_of(std::string(200, '-') + "1") == "! is nested too deep");
}
