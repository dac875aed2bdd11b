// PutScalingPolicy's parameters, read strictly: what is not modelled is refused by name.
#pragma once

#include <boost/system/result.hpp>

#include "emulator/autoscaling/model.hpp"
#include "emulator/core/api_error.hpp"

namespace spillway::autoscaling {

struct PolicyRequest {
  ScalingPolicy policy;  ///< name, resource, rule, configuration
  /// Of target tracking: Namespace, MetricName, Dimensions and Statistic, as PutMetricAlarm takes
  /// them.
  Json metric = Json::object();
};

boost::system::result<PolicyRequest, core::ApiError> read_policy(const Json& params);

}  // namespace spillway::autoscaling
