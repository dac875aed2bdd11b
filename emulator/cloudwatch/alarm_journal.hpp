// AlarmJournal: what follows from every change of an alarm, metric or composite: the timeline, the
// event to the bus, the alarm's actions, its history, and the composite alarms that look at it.
//
// Owned by CloudWatch. Runtime's thread only.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/cloudwatch/alarm.hpp"
#include "emulator/cloudwatch/ports.hpp"
#include "emulator/cloudwatch/settings.hpp"
#include "emulator/core/context.hpp"

namespace spillway::cloudwatch {

enum class AlarmType { metric, composite };
std::string_view name_of(AlarmType type);  ///< "MetricAlarm"

/// One line of DescribeAlarmHistory.
struct HistoryItem {
  std::string alarm;
  AlarmType alarm_type = AlarmType::metric;
  WallTime timestamp;
  std::string type;  ///< "StateUpdate", "ConfigurationUpdate" or "Action"
  std::string summary;
  std::string data;  ///< JSON text
};

/// An alarm as those see it who are told of its changes.
struct AlarmFace {
  const std::string& name;
  const std::string& arn;
  AlarmType type;
  const StateRecord& state;
  std::optional<double> value = {};  ///< see AlarmNotice
};

class AlarmJournal {
 public:
  using Listener = std::function<void(const AlarmFace& alarm)>;

  /// All three must outlive the journal.
  AlarmJournal(core::Context& context, const Settings& settings, AlarmActions& actions)
      : context_(context), settings_(settings), actions_(actions) {}

  /// The alarm went from `previous` into its state. `detail` is the event's; `actions` are
  /// performed, each once.
  void state_changed(const AlarmFace& alarm, const StateRecord& previous, const Json& detail,
                     const std::vector<std::string>& actions);
  /// Performs them later than the change. `detail` is that of the change.
  void act(const AlarmFace& alarm, const Json& detail, const std::vector<std::string>& actions);
  /// A metric alarm was found in the state it was in: those actions go on that do (aws-facts C1.8).
  void stayed(const AlarmFace& alarm, const std::vector<std::string>& actions);
  /// `operation` is "create", "update" or "delete".
  void configuration_changed(const AlarmFace& alarm, std::string_view operation,
                             core::BusEvent event);

  /// Called after everything else that a change leads to.
  void set_listener(Listener listener) { listener_ = std::move(listener); }
  /// Oldest first; of deleted alarms too.
  const std::deque<HistoryItem>& history() const { return history_; }
  core::Context& context() { return context_; }
  const Settings& settings() const { return settings_; }

 private:
  void acted(const AlarmFace& alarm, const std::string& action, const AlarmNotice& notice,
             ActionOutcome outcome);
  void remember(const AlarmFace& alarm, std::string type, std::string summary, std::string data);

  core::Context& context_;
  const Settings& settings_;
  AlarmActions& actions_;
  Listener listener_;
  std::deque<HistoryItem> history_;
};

}  // namespace spillway::cloudwatch
