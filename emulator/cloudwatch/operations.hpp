// The API operations of CloudWatch. Called once, by CloudWatch's constructor; what is passed must
// outlive the registry's use.
#pragma once

#include "emulator/cloudwatch/alarm_book.hpp"
#include "emulator/cloudwatch/composite_book.hpp"
#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/core/context.hpp"

namespace spillway::cloudwatch {

/// All alarms; their names are one set.
struct AllAlarms {
  AlarmBook& metric;
  CompositeBook& composite;
  const AlarmJournal& journal;

  bool contains(std::string_view name) const {
    return metric.find(name) != nullptr || composite.find(name) != nullptr;
  }
};

/// PutMetricAlarm, PutCompositeAlarm, DeleteAlarms, SetAlarmState, EnableAlarmActions,
/// DisableAlarmActions, DescribeAlarms, DescribeAlarmHistory. `alarms` is copied.
void add_alarm_operations(core::OperationRegistry& operations, const AllAlarms& alarms);

core::ApiResult describe_alarms(const AllAlarms& alarms, const Json& params);
core::ApiResult describe_alarm_history(const AllAlarms& alarms, const Json& params);

core::ApiResult get_metric_data(const MetricStore& metrics, const Json& params);

/// PutMetricData, GetMetricStatistics, GetMetricData, ListMetrics.
void add_metric_operations(core::Context& context, const Settings& settings, MetricStore& metrics);

}  // namespace spillway::cloudwatch
