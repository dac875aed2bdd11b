// CloudWatch: metrics in one-minute buckets, alarms over them, and the API of both.
//
// Owned by the world; every service publishes into it through core::MetricSink. It evaluates each
// alarm at a second of the minute of the alarm's own (aws-facts C1) and sends alarm events to
// Context::events, never during construction. Runtime's thread only.
#pragma once

#include <memory>
#include <string>

#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/cloudwatch/ports.hpp"
#include "emulator/cloudwatch/settings.hpp"
#include "emulator/core/context.hpp"

namespace spillway::cloudwatch {

class AlarmBook;
class AlarmJournal;
class CompositeBook;

class CloudWatch final : public core::MetricSink {
 public:
  /// Registers the operations of "cloudwatch" in `context.operations`.
  /// `actions` must outlive it; not used during construction.
  CloudWatch(core::Context& context, Settings settings, AlarmActions& actions);
  ~CloudWatch() override;
  CloudWatch(const CloudWatch&) = delete;
  CloudWatch& operator=(const CloudWatch&) = delete;

  core::MetricId intern(const core::MetricKey& key, std::string unit) override;
  void put(core::MetricId metric, double value, TimePoint timestamp) override {
    store_.add(metric, value, timestamp);
  }

 private:
  Settings settings_;
  MetricStore store_;
  std::unique_ptr<AlarmJournal> journal_;
  std::unique_ptr<AlarmBook> alarms_;
  std::unique_ptr<CompositeBook> composite_alarms_;
};

}  // namespace spillway::cloudwatch
