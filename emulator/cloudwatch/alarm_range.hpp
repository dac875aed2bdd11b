// The data points of an alarm's evaluation range: of its metric, or of its metric math.
//
// Pure function over the store; the runtime's thread.
#pragma once

#include <cstdint>
#include <vector>

#include "emulator/cloudwatch/evaluation.hpp"
#include "emulator/cloudwatch/metric_store.hpp"

namespace spillway::cloudwatch {

/// `length` periods, the newest of which ends at `end`; newest first.
std::vector<RangePoint> read_range(const AlarmConfiguration& alarm, const MetricStore& metrics,
                                   WallTime end, std::int64_t length);

}  // namespace spillway::cloudwatch
