// AlarmBook: every alarm, its evaluation once a minute, and what follows from a change of state.
//
// Owned by CloudWatch. An alarm of a minute or more is evaluated every minute at a second of its
// own, one of a shorter period every ten seconds (aws-facts C1). Runtime's thread only.
#pragma once

#include <map>
#include <string>

#include "emulator/cloudwatch/alarm.hpp"
#include "emulator/cloudwatch/alarm_journal.hpp"
#include "emulator/cloudwatch/evaluation.hpp"
#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/cloudwatch/settings.hpp"
#include "emulator/core/context.hpp"
#include "emulator/core/ids.hpp"

namespace spillway::cloudwatch {

class AlarmBook {
 public:
  using Alarms = std::map<std::string, Alarm, std::less<>>;

  /// Both must outlive the book.
  AlarmBook(AlarmJournal& journal, const MetricStore& metrics);
  ~AlarmBook();
  AlarmBook(const AlarmBook&) = delete;
  AlarmBook& operator=(const AlarmBook&) = delete;

  /// Creates the alarm, or replaces the configuration of an existing one, which keeps its state.
  void put(AlarmConfiguration configuration);
  /// Does nothing if there is none of that name.
  void remove(const std::string& name);
  /// Until the next evaluation. Precondition: the alarm exists.
  void set_state(const std::string& name, AlarmState state, std::string reason,
                 std::string reason_data);

  const Alarm* find(std::string_view name) const;
  const Alarms& alarms() const { return alarms_; }
  std::string arn_of(const std::string& name) const;
  const core::Account& account() const { return context_.account; }

 private:
  void schedule(Alarm& alarm);
  std::vector<RangePoint> range_of(const Alarm& alarm) const;
  void evaluate(Alarm& alarm);
  void change_state(Alarm& alarm, StateRecord next);
  void configuration_changed(const Alarm& alarm, std::string_view operation, const Alarm* previous);
  Duration phase_of(const std::string& name) const;
  void shift_phases(const core::Fault& fault);
  WallTime wall_now() const { return metrics_.wall(context_.runtime.now()); }

  AlarmJournal& journal_;
  core::Context& context_;
  const Settings& settings_;
  const MetricStore& metrics_;
  core::IdSource ids_;
  Alarms alarms_;
  core::Faults::Watch phase_shifted_;
  core::Faults::Watch phase_restored_;
};

}  // namespace spillway::cloudwatch
