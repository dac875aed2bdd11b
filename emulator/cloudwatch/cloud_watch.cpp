#include "emulator/cloudwatch/cloud_watch.hpp"

#include "emulator/cloudwatch/alarm_book.hpp"
#include "emulator/cloudwatch/operations.hpp"

namespace spillway::cloudwatch {

CloudWatch::CloudWatch(core::Context& context, Settings settings, AlarmActions& actions)
    : settings_(settings),
      store_(context.runtime, settings_),
      alarms_(std::make_unique<AlarmBook>(context, settings_, store_, actions)) {
  add_alarm_operations(context.operations, *alarms_);
  add_metric_operations(context, settings_, store_);
}

CloudWatch::~CloudWatch() = default;

core::MetricId CloudWatch::intern(const core::MetricKey& key, std::string unit) {
  return store_.intern(key, unit, Visibility::delayed);
}

}  // namespace spillway::cloudwatch
