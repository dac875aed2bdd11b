// PutMetricData: custom metrics. Read whole before anything is stored, as AWS takes all or nothing.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <vector>

#include "emulator/cloudwatch/statistic.hpp"
#include "emulator/core/api_error.hpp"
#include "emulator/core/ports.hpp"
#include "runtime/time.hpp"

namespace spillway::cloudwatch {

struct MetricDatum {
  core::MetricKey key;
  std::string unit;
  StatisticSet data;
  WallTime timestamp;
  Duration grain = std::chrono::minutes(1);  ///< StorageResolution
};

/// `now` is the time stamp of data that has none.
boost::system::result<std::vector<MetricDatum>, core::ApiError> read_metric_data(const Json& params,
                                                                                 WallTime now);

}  // namespace spillway::cloudwatch
