#include "emulator/cloudwatch/cloud_watch.hpp"

#include "emulator/cloudwatch/alarm_book.hpp"
#include "emulator/cloudwatch/operations.hpp"
#include "emulator/core/metric_catalogue.hpp"
#include "runtime/check.hpp"

namespace spillway::cloudwatch {

CloudWatch::CloudWatch(core::Context& context, Settings settings, AlarmActions& actions)
    : settings_(settings),
      store_(context.runtime, settings_),
      journal_(std::make_unique<AlarmJournal>(context, settings_, actions)),
      alarms_(std::make_unique<AlarmBook>(*journal_, store_)),
      composite_alarms_(std::make_unique<CompositeBook>(*journal_, *alarms_)) {
  add_alarm_operations(context.operations, {*alarms_, *composite_alarms_, *journal_});
  add_metric_operations(context, settings_, store_);
}

CloudWatch::~CloudWatch() = default;

core::MetricId CloudWatch::intern(const core::MetricKey& key, std::string unit) {
  SPILLWAY_CHECK(!core::is_aws_namespace(key.name_space) ||
                 core::is_published(key.name_space, key.name) ||
                 core::is_published_live_only(key.name_space, key.name));
  return store_.intern(key, unit, Visibility::delayed);
}

}  // namespace spillway::cloudwatch
