// Evaluation: what an alarm concludes from the data points of its evaluation range (aws-facts C2).
//
// Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "emulator/cloudwatch/alarm.hpp"

namespace spillway::cloudwatch {

/// One period of the evaluation range.
struct RangePoint {
  WallTime begin;
  std::optional<double> value;              ///< nothing: missing
  std::optional<double> sample_count = {};  ///< metric math has none
};

/// A period that was evaluated.
struct EvaluatedPoint {
  WallTime begin;
  std::optional<double> value;  ///< nothing: missing, and filled
  std::optional<double> sample_count;
  bool breaching = false;  ///< of a real point
};

struct Evaluation {
  std::optional<AlarmState> state;     ///< nothing: the alarm keeps its state
  std::vector<EvaluatedPoint> points;  ///< as many as the evaluation periods N, newest first
  std::int64_t received = 0;           ///< how many of them are real

  std::int64_t filled() const { return static_cast<std::int64_t>(points.size()) - received; }
};

/// `range` is newest first and has at least N periods.
Evaluation evaluate(const AlarmConfiguration& alarm, const std::vector<RangePoint>& range);

/// How many periods an alarm looks back; see Settings::evaluation_range.
std::int64_t default_evaluation_range(std::int64_t evaluation_periods, std::chrono::seconds period);

}  // namespace spillway::cloudwatch
