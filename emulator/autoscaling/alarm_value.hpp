// What an alarm's metric, or its metric math, comes to now: how CloudWatch is asked for it, and
// what it answers.
//
// Pure functions, any thread.
#pragma once

#include <optional>

#include "runtime/json.hpp"
#include "runtime/time.hpp"

namespace spillway::autoscaling {

struct Question {
  const char* action;  ///< of cloudwatch
  Json params;
};

/// `alarm` is one of DescribeAlarms.
Question question_of(const Json& alarm, WallTime now);
/// Nothing: no data point lies in the last few periods.
std::optional<double> newest_value(const Json& alarm, const Json& answer);

}  // namespace spillway::autoscaling
