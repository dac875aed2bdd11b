// The API operations of CloudWatch. Called once, by CloudWatch's constructor; what is passed must
// outlive the registry's use.
#pragma once

#include "emulator/cloudwatch/alarm_book.hpp"
#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/core/context.hpp"

namespace spillway::cloudwatch {

/// PutMetricAlarm, DescribeAlarms, DeleteAlarms, SetAlarmState, EnableAlarmActions,
/// DisableAlarmActions, DescribeAlarmHistory.
void add_alarm_operations(core::OperationRegistry& operations, AlarmBook& alarms);

core::ApiResult get_metric_data(const MetricStore& metrics, const Json& params);

/// PutMetricData, GetMetricStatistics, GetMetricData, ListMetrics.
void add_metric_operations(core::Context& context, const Settings& settings, MetricStore& metrics);

}  // namespace spillway::cloudwatch
