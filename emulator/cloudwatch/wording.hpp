// Wording: how CloudWatch explains an alarm's state, to the letter (aws-facts C4).
//
// Pure functions, any thread.
#pragma once

#include <string>

#include "emulator/cloudwatch/evaluation.hpp"

namespace spillway::cloudwatch {

inline constexpr char kInitialReason[] = "Unchecked: Initial alarm creation";

/// "Threshold Crossed: ..." or "Insufficient Data: ...". Precondition: the evaluation has a state.
std::string reason_of(const AlarmConfiguration& alarm, const Evaluation& evaluation);

/// The JSON text of "reasonData".
std::string reason_data_of(const AlarmConfiguration& alarm, const Evaluation& evaluation,
                           WallTime query_date);

/// As Java prints a double: "3.0", "20000.0", "1.0E7", "0.0666851903306472".
std::string java_double(double value);

/// "2025-05-15T15:31:44.984+0000", as in reasonData and alarm events.
std::string event_timestamp(WallTime time);

}  // namespace spillway::cloudwatch
