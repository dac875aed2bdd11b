#include "emulator/cloudwatch/wording.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "runtime/check.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::cloudwatch {
namespace {

// From this many on they are no longer listed within the sentence, and only so many are listed.
constexpr std::size_t kListed = 5;

std::string counted(std::int64_t count, const std::string& noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

const char* was(std::int64_t count) { return count == 1 ? " was " : " were "; }

std::string comparison_text(Comparison comparison) {
  switch (comparison) {
    case Comparison::greater_or_equal:
      return "greater than or equal to";
    case Comparison::greater:
      return "greater than";
    case Comparison::less:
      return "less than";
    case Comparison::less_or_equal:
      return "less than or equal to";
  }
  return {};
}

// "[6.0 (25/09/22 18:49:00), ...]": newest first, with the start of each period.
std::string listed(const std::vector<EvaluatedPoint>& points) {
  std::string list = "[";
  for (std::size_t i = 0; i < points.size() && i < kListed; ++i) {
    const CivilTime t = civil(points[i].begin);
    std::array<char, 32> date{};
    std::snprintf(date.data(), date.size(), " (%02d/%02d/%02d %02d:%02d:%02d)", t.day, t.month,
                  t.year % 100, t.hour, t.minute, t.second);
    list += (i == 0 ? "" : ", ") + java_double(points[i].value.value_or(0)) + date.data();
  }
  return list + ']';
}

// Missing data that is `missing` or `ignored` was not treated as anything, and is not mentioned.
std::string fill_clause(const AlarmConfiguration& alarm, std::int64_t filled) {
  const bool as_breaching = alarm.missing_data() == MissingData::breaching;
  if (filled == 0 || (!as_breaching && alarm.missing_data() != MissingData::not_breaching)) {
    return {};
  }
  return " and " + counted(filled, "missing datapoint") + was(filled) + "treated as [" +
         (as_breaching ? "Breaching]" : "NonBreaching]");
}

// Says OK -> ALARM also when the old state was INSUFFICIENT_DATA.
std::string minimum_clause(const AlarmConfiguration& alarm, AlarmState state) {
  if (!alarm.datapoints_to_alarm) return {};
  const bool to_alarm = state == AlarmState::alarm;
  const std::int64_t minimum = to_alarm ? alarm.m() : alarm.evaluation_periods - alarm.m() + 1;
  return " (minimum " + counted(minimum, "datapoint") + " for " +
         (to_alarm ? "OK -> ALARM" : "ALARM -> OK") + " transition)";
}

std::string threshold_reason(const AlarmConfiguration& alarm, const Evaluation& evaluation,
                             AlarmState state) {
  std::vector<EvaluatedPoint> speaking;  // the real points that speak for the new state
  for (const EvaluatedPoint& point : evaluation.points) {
    if (point.value && point.breaching == (state == AlarmState::alarm)) speaking.push_back(point);
  }
  const std::string fill = fill_clause(alarm, evaluation.filled());
  const auto count = static_cast<std::int64_t>(speaking.size());
  if (count == 0) {
    const std::string received =
        evaluation.received == 0
            ? std::string("no datapoints were ")
            : counted(evaluation.received, "datapoint") + was(evaluation.received);
    return "Threshold Crossed: " + received + "received for " +
           counted(alarm.evaluation_periods, "period") + fill + '.';
  }
  std::string text = "Threshold Crossed: ";
  text += alarm.datapoints_to_alarm ? std::to_string(count) + " out of the last " +
                                          std::to_string(alarm.evaluation_periods) + " datapoints"
                                    : counted(count, "datapoint");
  const bool in_sentence = speaking.size() < kListed;
  if (in_sentence) text += ' ' + listed(speaking);
  text += was(count);
  if (state == AlarmState::ok) text += "not ";
  text += comparison_text(alarm.comparison) + " the threshold (" + java_double(alarm.threshold) +
          ')' + fill;
  if (!in_sentence) {
    text += ". The most recent datapoints which crossed the threshold: " + listed(speaking);
  }
  return text + minimum_clause(alarm, state) + '.';
}

}  // namespace

std::string reason_of(const AlarmConfiguration& alarm, const Evaluation& evaluation) {
  SPILLWAY_CHECK(evaluation.state.has_value());
  const AlarmState state = evaluation.state.value_or(AlarmState::insufficient_data);
  if (state != AlarmState::insufficient_data) return threshold_reason(alarm, evaluation, state);
  const std::int64_t unknown = evaluation.filled();
  return "Insufficient Data: " + counted(unknown, "datapoint") + was(unknown) + "unknown.";
}

std::string reason_data_of(const AlarmConfiguration& alarm, const Evaluation& evaluation,
                           WallTime query_date) {
  std::string recent;     // oldest first
  std::string evaluated;  // newest first
  std::string start;
  for (const EvaluatedPoint& point : evaluation.points) {
    evaluated += (evaluated.empty() ? "{\"timestamp\":\"" : ",{\"timestamp\":\"") +
                 event_timestamp(point.begin) + '"';
    if (point.value) {
      const std::string value = java_double(*point.value);
      if (point.sample_count) evaluated += ",\"sampleCount\":" + java_double(*point.sample_count);
      evaluated += ",\"value\":" + value;
      recent.insert(0, recent.empty() ? value : value + ',');
      start = event_timestamp(point.begin);
    }
    evaluated += '}';
  }
  std::string text = "{\"version\":\"1.0\",\"queryDate\":\"" + event_timestamp(query_date) + '"';
  if (!start.empty()) text += ",\"startDate\":\"" + start + '"';
  if (!alarm.unit.empty()) text += ",\"unit\":\"" + alarm.unit + '"';
  if (alarm.queries.empty()) {
    text.append(",\"statistic\":\"").append(name_of(alarm.statistic)).append("\"");
  }
  text += ",\"period\":" + std::to_string(alarm.period.count()) + ",\"recentDatapoints\":[" +
          recent + "],\"threshold\":" + java_double(alarm.threshold) +
          ",\"evaluatedDatapoints\":[" + evaluated + "]}";
  return text;
}

std::string java_double(double value) {
  SPILLWAY_CHECK(std::isfinite(value));
  std::array<char, 40> buffer{};
  const double magnitude = std::abs(value);
  const bool plain = magnitude == 0 || (magnitude >= 1e-3 && magnitude < 1e7);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format);
  SPILLWAY_CHECK(error == std::errc());
  std::string text(buffer.data(), end);
  if (plain) return text.find('.') == std::string::npos ? text + ".0" : text;
  const std::size_t e = text.find('e');
  std::string mantissa = text.substr(0, e);
  if (mantissa.find('.') == std::string::npos) mantissa += ".0";
  int exponent = 0;
  const char* digits = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(digits, text.data() + text.size(), exponent);
  return mantissa + 'E' + std::to_string(exponent);
}

std::string event_timestamp(WallTime time) {
  std::string text = format_iso8601_millis(time);
  text.pop_back();
  return text + "+0000";
}

}  // namespace spillway::cloudwatch
