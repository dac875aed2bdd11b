#include "emulator/cloudwatch/composite_book.hpp"

#include <algorithm>
#include <utility>

#include "emulator/cloudwatch/wording.hpp"
#include "runtime/check.hpp"

namespace spillway::cloudwatch {
namespace {

AlarmFace face_of(const CompositeAlarm& alarm) {
  return {alarm.configuration.name, alarm.arn, AlarmType::composite, alarm.state};
}

bool looks_at(const CompositeAlarm& alarm, const std::string& name) {
  const auto& children = alarm.configuration.rule.children();
  return std::find(children.begin(), children.end(), name) != children.end();
}

// "Friday 22 July, 2022 15:57:45 UTC"
std::string long_date(WallTime time) {
  static constexpr std::array kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
  static constexpr std::array kMonths = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::string clock = event_timestamp(time).substr(11, 8);
  return std::string(kDays[std::chrono::weekday(day).c_encoding()]) + " " +
         std::to_string(static_cast<unsigned>(date.day())) + " " +
         kMonths[static_cast<unsigned>(date.month()) - 1] + ", " +
         std::to_string(static_cast<int>(date.year())) + " " + clock + " UTC";
}

}  // namespace

CompositeBook::CompositeBook(AlarmJournal& journal, AlarmBook& metric_alarms)
    : journal_(journal), metric_alarms_(metric_alarms), context_(journal.context()) {
  journal_.set_listener([this](const AlarmFace& changed) { look_at(changed); });
}

CompositeBook::~CompositeBook() {
  for (const auto& [name, alarm] : alarms_) context_.runtime.cancel(alarm.timer);
}

std::string CompositeBook::check(const CompositeConfiguration& configuration) const {
  std::vector<std::string> needed = configuration.rule.children();
  if (!configuration.suppressor.empty()) needed.push_back(configuration.suppressor);
  for (const std::string& name : needed) {
    if (name == configuration.name || leads_to(name, configuration.name)) {
      return "a cycle of composite alarms";
    }
  }
  return {};
}

bool CompositeBook::leads_to(const std::string& from, const std::string& to) const {
  const CompositeAlarm* alarm = find(from);
  if (alarm == nullptr) return false;
  const auto& children = alarm->configuration.rule.children();
  return std::any_of(children.begin(), children.end(),
                     [&](const std::string& child) { return child == to || leads_to(child, to); });
}

void CompositeBook::put(CompositeConfiguration configuration) {
  const std::string name = configuration.name;
  const auto found = alarms_.find(name);
  const bool created = found == alarms_.end();
  if (created) {
    CompositeAlarm alarm{std::move(configuration), metric_alarms_.arn_of(name), {}, {}};
    alarm.state = {AlarmState::insufficient_data, kInitialReason, {}, context_.runtime.wall_now()};
    alarms_.emplace(name, std::move(alarm));
  }
  CompositeAlarm& alarm = created ? alarms_.find(name)->second : found->second;
  const CompositeAlarm previous = alarm;
  if (!created) alarm.configuration = std::move(configuration);
  alarm.configuration_updated = context_.runtime.wall_now();
  const char* operation = created ? "create" : "update";
  journal_.configuration_changed(
      face_of(alarm), operation,
      composite_configuration_event(alarm, operation, created ? nullptr : &previous));
  const std::vector<std::string> children = alarm.configuration.rule.children();
  evaluate(alarm, alarm.arn + " was " + operation + "d and its alarm rule evaluates to ", children);
}

void CompositeBook::remove(const std::string& name) {
  const auto found = alarms_.find(name);
  if (found == alarms_.end()) return;
  const CompositeAlarm alarm = std::move(found->second);
  alarms_.erase(found);
  context_.runtime.cancel(alarm.timer);
  journal_.configuration_changed(face_of(alarm), "delete",
                                 composite_configuration_event(alarm, "delete", nullptr));
}

void CompositeBook::set_state(const std::string& name, AlarmState state, std::string reason,
                              std::string reason_data) {
  const auto found = alarms_.find(name);
  SPILLWAY_CHECK(found != alarms_.end());
  change_state(found->second,
               {state, std::move(reason), std::move(reason_data), context_.runtime.wall_now()});
}

const CompositeAlarm* CompositeBook::find(std::string_view name) const {
  const auto found = alarms_.find(name);
  return found == alarms_.end() ? nullptr : &found->second;
}

std::optional<AlarmState> CompositeBook::state_of(const std::string& name) const {
  if (const Alarm* alarm = metric_alarms_.find(name)) return alarm->state.value;
  if (const CompositeAlarm* alarm = find(name)) return alarm->state.value;
  return std::nullopt;
}

// The evaluation is scheduled, not done at once: whoever changed the alarm is still at work.
void CompositeBook::look_at(const AlarmFace& changed) {
  for (auto& [name, alarm] : alarms_) {
    if (alarm.configuration.suppressor == changed.name) {
      suppressor_changed(alarm, changed.state.value);
    }
    if (!looks_at(alarm, changed.name)) continue;
    const std::string reason = changed.arn + " transitioned to " +
                               std::string(name_of(changed.state.value)) + " at " +
                               long_date(changed.state.timestamp);
    const auto later = [this, alive = std::weak_ptr<bool>(alive_), name = name, reason,
                        trigger = changed.name] {
      if (alive.expired()) return;
      const auto found = alarms_.find(name);
      if (found != alarms_.end()) evaluate(found->second, reason, {trigger});
    };
    context_.runtime.call_after(journal_.settings().composite_delay, later);
  }
}

// A reason that ends with a blank is completed by the state.
void CompositeBook::evaluate(CompositeAlarm& alarm, const std::string& reason,
                             const std::vector<std::string>& triggers) {
  const bool holds =
      alarm.configuration.rule.holds([this](const std::string& name) { return state_of(name); });
  const AlarmState state = holds ? AlarmState::alarm : AlarmState::ok;
  if (state == alarm.state.value) return;
  std::string text = reason;
  if (text.ends_with(' ')) text += name_of(state);
  change_state(alarm, {state, std::move(text), reason_data(triggers), context_.runtime.wall_now()});
}

std::string CompositeBook::reason_data(const std::vector<std::string>& triggers) const {
  Json list = Json::array();
  for (const std::string& name : triggers) {
    const Alarm* metric = metric_alarms_.find(name);
    const CompositeAlarm* composite = metric == nullptr ? find(name) : nullptr;
    if (metric == nullptr && composite == nullptr) continue;
    const StateRecord& state = metric != nullptr ? metric->state : composite->state;
    list.push_back(
        {{"arn", metric_alarms_.arn_of(name)},
         {"state",
          {{"value", name_of(state.value)}, {"timestamp", event_timestamp(state.timestamp)}}}});
  }
  return Json{{"triggeringAlarms", std::move(list)}}.dump();
}

void CompositeBook::change_state(CompositeAlarm& alarm, StateRecord next) {
  const StateRecord previous = std::exchange(alarm.state, std::move(next));
  if (previous.value == alarm.state.value) return;
  const CompositeConfiguration& configuration = alarm.configuration;
  if (!configuration.suppressor.empty()) {
    if (state_of(configuration.suppressor) == AlarmState::alarm) {
      alarm.suppressed_by = Suppression::alarm;
    } else if (alarm.suppressed_by != Suppression::extension_period &&
               configuration.wait_period.count() > 0) {
      hold_back(alarm, Suppression::wait_period, configuration.wait_period);
    }
  }
  alarm.actions_due = configuration.actions_enabled;
  alarm.detail = composite_change_detail(alarm, previous);
  const bool now = alarm.suppressed_by == Suppression::none && alarm.actions_due;
  if (now) alarm.actions_due = false;
  const std::vector<std::string> actions =
      now ? configuration.actions[static_cast<std::size_t>(alarm.state.value)]
          : std::vector<std::string>{};
  journal_.state_changed(face_of(alarm), previous, alarm.detail, actions);
}

void CompositeBook::suppressor_changed(CompositeAlarm& alarm, AlarmState state) {
  if (state == AlarmState::alarm) {
    context_.runtime.cancel(alarm.timer);
    alarm.suppressed_by = Suppression::alarm;
  } else if (alarm.suppressed_by == Suppression::alarm) {
    hold_back(alarm, Suppression::extension_period, alarm.configuration.extension_period);
  }
}

void CompositeBook::hold_back(CompositeAlarm& alarm, Suppression by, std::chrono::seconds period) {
  context_.runtime.cancel(alarm.timer);
  alarm.suppressed_by = by;
  alarm.timer = context_.runtime.call_after(period, [this, name = alarm.configuration.name] {
    const auto found = alarms_.find(name);
    if (found != alarms_.end()) act_if_due(found->second);
  });
}

void CompositeBook::act_if_due(CompositeAlarm& alarm) {
  alarm.suppressed_by = Suppression::none;
  if (!std::exchange(alarm.actions_due, false)) return;
  journal_.act(face_of(alarm), alarm.detail,
               alarm.configuration.actions[static_cast<std::size_t>(alarm.state.value)]);
}

}  // namespace spillway::cloudwatch
