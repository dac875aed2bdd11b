// PutCompositeAlarm's parameters, checked.
#pragma once

#include <boost/system/result.hpp>

#include "emulator/cloudwatch/composite_alarm.hpp"
#include "emulator/core/api_error.hpp"
#include "emulator/core/context.hpp"

namespace spillway::cloudwatch {

boost::system::result<CompositeConfiguration, core::ApiError> read_composite_alarm(
    const Json& params, const core::Account& account);

}  // namespace spillway::cloudwatch
