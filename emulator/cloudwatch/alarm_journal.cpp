#include "emulator/cloudwatch/alarm_journal.hpp"

#include <utility>

#include "emulator/cloudwatch/alarm_actions.hpp"

namespace spillway::cloudwatch {
namespace {

// HistoryData holds reasonData as an object, not as text.
std::string history_state(const StateRecord& state) {
  std::string text = "{\"stateValue\":\"" + std::string(name_of(state.value)) +
                     "\",\"stateReason\":" + Json(state.reason).dump();
  if (!state.reason_data.empty()) text += ",\"stateReasonData\":" + state.reason_data;
  return text + '}';
}

}  // namespace

std::string_view name_of(AlarmType type) {
  return type == AlarmType::metric ? "MetricAlarm" : "CompositeAlarm";
}

void AlarmJournal::state_changed(const AlarmFace& alarm, const StateRecord& previous,
                                 const Json& detail, const std::vector<std::string>& actions) {
  const std::string from(name_of(previous.value));
  const std::string to(name_of(alarm.state.value));
  remember(alarm, "StateUpdate", "Alarm updated from " + from + " to " + to,
           "{\"version\":\"1.0\",\"oldState\":" + history_state(previous) +
               ",\"newState\":" + history_state(alarm.state) + '}');
  Json data = {{"alarm", alarm.name}, {"from", from}, {"to", to}, {"reason", alarm.state.reason}};
  const EventSeq seq = context_.timeline.record("cloudwatch.alarm_state_changed", std::move(data));
  const CauseScope scope(context_.runtime, seq);
  context_.events.put_event(
      {"aws.cloudwatch", "CloudWatch Alarm State Change", {alarm.arn}, detail});
  act(alarm, detail, actions);
  if (listener_) listener_(alarm);
}

// Actions are not tried again. One that is answered later is told later: by then the alarm may have
// another state, or be gone.
void AlarmJournal::act(const AlarmFace& alarm, const Json& detail,
                       const std::vector<std::string>& actions) {
  for (const std::string& action : actions) {
    const AlarmNotice notice{
        alarm.name, alarm.arn, std::string(name_of(alarm.state.value)),
        action_payload(alarm.arn, alarm.state.timestamp, detail, context_.account), alarm.value};
    actions_.perform(
        action, notice,
        [this, type = alarm.type, state = alarm.state, action, notice](ActionOutcome outcome) {
          acted({notice.alarm_name, notice.alarm_arn, type, state}, action, notice, outcome);
        });
  }
}

void AlarmJournal::acted(const AlarmFace& alarm, const std::string& action,
                         const AlarmNotice& notice, ActionOutcome outcome) {
  const std::string error = error_of(outcome, action);
  context_.timeline.record("cloudwatch.alarm_action",
                           {{"alarm", alarm.name}, {"action", action}, {"error", error}});
  remember(alarm, "Action", action_summary(action, error),
           action_data(alarm.state.timestamp, action, notice.payload, error));
}

void AlarmJournal::stayed(const AlarmFace& alarm, const std::vector<std::string>& actions) {
  if (actions.empty()) return;
  const AlarmNotice notice{
      alarm.name, alarm.arn, std::string(name_of(alarm.state.value)), {}, alarm.value};
  for (const std::string& action : actions) actions_.repeat(action, notice);
}

void AlarmJournal::configuration_changed(const AlarmFace& alarm, std::string_view operation,
                                         core::BusEvent event) {
  std::string type(operation);
  type[0] = static_cast<char>(type[0] - 'a' + 'A');
  remember(alarm, "ConfigurationUpdate",
           "Alarm \"" + alarm.name + "\" " + std::string(operation) + 'd',
           R"({"version":"1.0","type":")" + type + "\"}");
  context_.events.put_event(std::move(event));
}

void AlarmJournal::remember(const AlarmFace& alarm, std::string type, std::string summary,
                            std::string data) {
  const WallTime now = context_.runtime.wall_now();
  while (!history_.empty() && history_.front().timestamp + settings_.history_retention < now) {
    history_.pop_front();
  }
  history_.push_back(
      {alarm.name, alarm.type, now, std::move(type), std::move(summary), std::move(data)});
}

}  // namespace spillway::cloudwatch
