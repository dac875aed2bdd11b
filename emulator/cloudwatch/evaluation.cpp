#include "emulator/cloudwatch/evaluation.hpp"

#include "runtime/check.hpp"

namespace spillway::cloudwatch {
namespace {

// The N most recent real points, however old they are within the range; if there are fewer, all of
// them and as many of the newest missing periods as are needed.
std::vector<EvaluatedPoint> choose_points(const AlarmConfiguration& alarm,
                                          const std::vector<RangePoint>& range) {
  const auto real = std::count_if(range.begin(), range.end(),
                                  [](const RangePoint& point) { return point.value.has_value(); });
  std::int64_t to_take = std::min<std::int64_t>(real, alarm.evaluation_periods);
  std::int64_t to_fill = alarm.evaluation_periods - to_take;
  std::vector<EvaluatedPoint> points;
  for (const RangePoint& point : range) {
    if (point.value && to_take > 0) {
      points.push_back(
          {point.begin, point.value, point.sample_count, alarm.breaches(*point.value)});
      --to_take;
    } else if (!point.value && to_fill > 0) {
      points.push_back({point.begin, std::nullopt, std::nullopt, false});
      --to_fill;
    }
  }
  return points;
}

// The "premature alarm" rule: nothing but breaching points was received, and the oldest of them is
// at least M periods old. (CWUG "Avoiding premature transitions"; that an older point within the
// threshold rules it out follows from the documented row "0 - X - -" of M = 2, N = 3.)
bool sustained_breach(const AlarmConfiguration& alarm, const std::vector<RangePoint>& range) {
  const auto oldest = std::find_if(range.rbegin(), range.rend(),
                                   [](const RangePoint& point) { return point.value.has_value(); });
  return range.rend() - oldest >= alarm.m();
}

AlarmState ok_or_alarm(bool alarm) { return alarm ? AlarmState::alarm : AlarmState::ok; }

}  // namespace

Evaluation evaluate(const AlarmConfiguration& alarm, const std::vector<RangePoint>& range) {
  SPILLWAY_CHECK(static_cast<std::int64_t>(range.size()) >= alarm.evaluation_periods);
  Evaluation result;
  result.points = choose_points(alarm, range);
  std::int64_t breaching = 0;
  for (const EvaluatedPoint& point : result.points) {
    if (point.value) ++result.received;
    if (point.breaching) ++breaching;
  }
  const bool enough = breaching >= alarm.m();
  if (result.filled() == 0 || enough) {
    result.state = ok_or_alarm(enough);
    return result;
  }
  const bool only_breaching = breaching == result.received;  // also if nothing was received
  switch (alarm.missing_data()) {
    case MissingData::not_breaching:
      result.state = AlarmState::ok;
      break;
    case MissingData::breaching:
      result.state = ok_or_alarm(breaching + result.filled() >= alarm.m());
      break;
    case MissingData::ignore:
      if (!only_breaching) result.state = AlarmState::ok;
      break;
    case MissingData::missing:
      if (!only_breaching) {
        result.state = AlarmState::ok;
      } else if (result.received > 0 && sustained_breach(alarm, range)) {
        result.state = AlarmState::alarm;
      } else {
        // "- - - - X" too: so the CWUG of 2018, whose first table still had that row.
        result.state = AlarmState::insufficient_data;
      }
      break;
  }
  return result;
}

std::int64_t default_evaluation_range(std::int64_t evaluation_periods,
                                      std::chrono::seconds period) {
  constexpr std::chrono::seconds kLookBack = std::chrono::minutes(5);
  if (period < std::chrono::minutes(1)) return evaluation_periods + 2;
  return evaluation_periods + std::max<std::int64_t>(2, kLookBack / period);
}

}  // namespace spillway::cloudwatch
