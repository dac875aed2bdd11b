// CompositeBook: every composite alarm; evaluated when one that it looks at changes.
//
// Owned by CloudWatch. Actions may be held back by a suppressor alarm: for WaitPeriod it is awaited
// to go into ALARM, while it is there nothing is done, and for ExtensionPeriod after it has left.
// Runtime's thread only.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/cloudwatch/alarm_book.hpp"
#include "emulator/cloudwatch/alarm_journal.hpp"
#include "emulator/cloudwatch/composite_alarm.hpp"

namespace spillway::cloudwatch {

class CompositeBook {
 public:
  using Alarms = std::map<std::string, CompositeAlarm, std::less<>>;

  /// Both must outlive the book, which becomes the journal's listener.
  CompositeBook(AlarmJournal& journal, AlarmBook& metric_alarms);
  ~CompositeBook();
  CompositeBook(const CompositeBook&) = delete;
  CompositeBook& operator=(const CompositeBook&) = delete;

  /// Creates or replaces it, and evaluates its rule. Preconditions: check().
  void put(CompositeConfiguration configuration);
  /// Why it cannot be put; empty: it can. A cycle is refused (AWS lets it be and does not
  /// evaluate).
  std::string check(const CompositeConfiguration& configuration) const;
  void remove(const std::string& name);
  /// Until the next evaluation. Precondition: the alarm exists.
  void set_state(const std::string& name, AlarmState state, std::string reason,
                 std::string reason_data);

  const CompositeAlarm* find(std::string_view name) const;
  const Alarms& alarms() const { return alarms_; }

 private:
  std::optional<AlarmState> state_of(const std::string& name) const;
  bool leads_to(const std::string& from, const std::string& to) const;
  void look_at(const AlarmFace& changed);
  void evaluate(CompositeAlarm& alarm, const std::string& reason,
                const std::vector<std::string>& triggers);
  std::string reason_data(const std::vector<std::string>& triggers) const;
  void change_state(CompositeAlarm& alarm, StateRecord next);
  void suppressor_changed(CompositeAlarm& alarm, AlarmState state);
  void hold_back(CompositeAlarm& alarm, Suppression by, std::chrono::seconds period);
  void act_if_due(CompositeAlarm& alarm);

  AlarmJournal& journal_;
  AlarmBook& metric_alarms_;
  core::Context& context_;
  Alarms alarms_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for evaluations under way
};

}  // namespace spillway::cloudwatch
