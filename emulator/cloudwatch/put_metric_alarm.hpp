// PutMetricAlarm's parameters, checked as strictly as AWS does and then more: what is not modelled
// is refused by name.
#pragma once

#include <boost/system/result.hpp>

#include "emulator/cloudwatch/alarm.hpp"
#include "emulator/core/api_error.hpp"
#include "emulator/core/context.hpp"

namespace spillway::cloudwatch {

boost::system::result<AlarmConfiguration, core::ApiError> read_alarm(const Json& params,
                                                                     const core::Account& account);

}  // namespace spillway::cloudwatch
