// CompositeAlarm: an alarm over the states of others. Plain values, owned by CompositeBook.
#pragma once

#include <optional>
#include <string>

#include "emulator/cloudwatch/alarm.hpp"
#include "emulator/cloudwatch/alarm_rule.hpp"
#include "emulator/core/ports.hpp"

namespace spillway::cloudwatch {

struct CompositeConfiguration {
  std::string name;
  std::optional<std::string> description;
  bool actions_enabled = true;
  ActionLists actions;
  AlarmRule rule;
  std::string suppressor;          ///< name of the alarm that suppresses the actions; empty: none
  std::string suppressor_given{};  ///< as it was given: name or ARN
  std::chrono::seconds wait_period{0};
  std::chrono::seconds extension_period{0};
};

/// Why actions are held back.
enum class Suppression { none, wait_period, alarm, extension_period };
std::string_view name_of(Suppression suppression);  ///< "WaitPeriod"; empty of none

struct CompositeAlarm {
  CompositeConfiguration configuration;
  std::string arn;
  WallTime configuration_updated;
  StateRecord state;
  Suppression suppressed_by = Suppression::none;
  bool actions_due = false;       ///< those of its state have not been performed yet
  Json detail{};                  ///< of the event about its last change
  TimerId timer = TimerId::none;  ///< of the wait or the extension period
};

/// "alarmName", "configuration", "previousState" and "state", as the event and a function that is
/// an action are told (CWUG/cloudwatch-and-eventbridge, "composite alarm").
Json composite_change_detail(const CompositeAlarm& alarm, const StateRecord& previous);

/// "CloudWatch Alarm Configuration Change"; `previous` is the alarm before an update, else null.
core::BusEvent composite_configuration_event(const CompositeAlarm& alarm,
                                             std::string_view operation,
                                             const CompositeAlarm* previous);

}  // namespace spillway::cloudwatch
