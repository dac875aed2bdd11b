#include "emulator/cloudwatch/alarm_book.hpp"

#include <algorithm>

#include "emulator/cloudwatch/alarm_events.hpp"
#include "emulator/cloudwatch/alarm_range.hpp"
#include "emulator/cloudwatch/evaluation.hpp"
#include "emulator/cloudwatch/wording.hpp"
#include "runtime/check.hpp"

namespace spillway::cloudwatch {
namespace {

constexpr std::chrono::seconds kMinute{60};
constexpr std::chrono::seconds kHighResolution{10};

// How often an alarm is evaluated, and by how much its windows slide.
std::chrono::seconds interval_of(const AlarmConfiguration& alarm) {
  return alarm.period < kMinute ? kHighResolution : kMinute;
}

WallTime floor_to(WallTime t, Duration step) {
  return WallTime(t.time_since_epoch() / step * step);
}

AlarmFace face_of(const Alarm& alarm) {
  return {alarm.configuration.name, alarm.arn, AlarmType::metric, alarm.state, alarm.newest_value};
}

const std::vector<std::string>& actions_of(const Alarm& alarm) {
  static const std::vector<std::string> kNone;
  const AlarmConfiguration& configuration = alarm.configuration;
  return configuration.actions_enabled
             ? configuration.actions[static_cast<std::size_t>(alarm.state.value)]
             : kNone;
}

// Newest first.
std::optional<double> newest_of(const std::vector<RangePoint>& range) {
  const auto newest = std::find_if(range.begin(), range.end(),
                                   [](const RangePoint& point) { return point.value.has_value(); });
  return newest == range.end() ? std::nullopt : newest->value;
}

}  // namespace

AlarmBook::AlarmBook(AlarmJournal& journal, const MetricStore& metrics)
    : journal_(journal),
      context_(journal.context()),
      settings_(journal.settings()),
      metrics_(metrics),
      ids_(context_.runtime.rng("cloudwatch/ids")) {
  if (context_.faults == nullptr) return;
  const auto shift = [this](const core::Fault& fault) { shift_phases(fault); };
  phase_shifted_ = context_.faults->on_start(core::FaultType::alarm_phase, shift);
  phase_restored_ = context_.faults->on_end(core::FaultType::alarm_phase, shift);
}

AlarmBook::~AlarmBook() {
  for (const auto& [name, alarm] : alarms_) context_.runtime.cancel(alarm.timer);
}

void AlarmBook::put(AlarmConfiguration configuration) {
  const std::string name = configuration.name;
  const auto [place, created] = alarms_.try_emplace(name);
  Alarm& alarm = place->second;
  const Alarm previous = alarm;
  alarm.configuration = std::move(configuration);
  alarm.metric_query_id = ids_.uuid();
  alarm.configuration_updated = wall_now();
  if (created) {
    alarm.arn = arn_of(name);
    alarm.phase = phase_of(name);
    alarm.state = {AlarmState::insufficient_data, kInitialReason, {}, wall_now()};
  }
  schedule(alarm);
  configuration_changed(alarm, created ? "create" : "update", created ? nullptr : &previous);
}

void AlarmBook::remove(const std::string& name) {
  const auto found = alarms_.find(name);
  if (found == alarms_.end()) return;
  const Alarm alarm = std::move(found->second);
  alarms_.erase(found);
  context_.runtime.cancel(alarm.timer);
  configuration_changed(alarm, "delete", nullptr);
}

void AlarmBook::set_state(const std::string& name, AlarmState state, std::string reason,
                          std::string reason_data) {
  const auto found = alarms_.find(name);
  SPILLWAY_CHECK(found != alarms_.end());
  found->second.newest_value = newest_of(range_of(found->second));
  change_state(found->second, {state, std::move(reason), std::move(reason_data), wall_now()});
}

const Alarm* AlarmBook::find(std::string_view name) const {
  const auto found = alarms_.find(name);
  return found == alarms_.end() ? nullptr : &found->second;
}

std::string AlarmBook::arn_of(const std::string& name) const {
  return context_.account.arn("cloudwatch", "alarm:" + name);
}

// A fault of the phase began or ended.
void AlarmBook::shift_phases(const core::Fault& fault) {
  for (auto& [name, alarm] : alarms_) {
    if (!context_.faults->aims_at(fault, {name})) continue;
    alarm.phase = phase_of(name);
    schedule(alarm);
  }
}

Duration AlarmBook::phase_of(const std::string& name) const {
  if (core::Faults* faults = core::armed(context_.faults, core::FaultType::alarm_phase)) {
    auto strike = faults->draw(core::FaultType::alarm_phase, {name});
    if (strike) {
      const Duration phase = strike.sample("phase");
      faults->tell(strike, "evaluated at second " + core::format_seconds(phase));
      return phase;
    }
  }
  if (settings_.evaluation_phase) return *settings_.evaluation_phase;
  Rng rng = context_.runtime.rng("cloudwatch/evaluation-phase/" + name);
  return std::chrono::milliseconds(rng.below(60'000));
}

// Nothing that happened caused an evaluation: it must not inherit the cause of the call that
// created the alarm.
void AlarmBook::schedule(Alarm& alarm) {
  Runtime& runtime = context_.runtime;
  runtime.cancel(alarm.timer);
  const Duration interval = interval_of(alarm.configuration);
  WallTime next = floor_to(wall_now(), interval) + alarm.phase % interval;
  if (next <= wall_now()) next += interval;
  const CauseScope nothing(runtime, 0);
  alarm.timer = runtime.call_at(metrics_.run_time(next), [this, &alarm] {
    evaluate(alarm);
    schedule(alarm);
  });
}

std::vector<RangePoint> AlarmBook::range_of(const Alarm& alarm) const {
  const AlarmConfiguration& configuration = alarm.configuration;
  const std::int64_t range_length =
      std::max(configuration.evaluation_periods,
               settings_.evaluation_range.value_or(default_evaluation_range(
                   configuration.evaluation_periods, configuration.period)));
  const WallTime end = floor_to(wall_now(), interval_of(configuration));
  return read_range(configuration, metrics_, end, range_length);
}

void AlarmBook::evaluate(Alarm& alarm) {
  const AlarmConfiguration& configuration = alarm.configuration;
  const std::vector<RangePoint> range = range_of(alarm);
  const Evaluation evaluation = cloudwatch::evaluate(configuration, range);
  alarm.newest_value = newest_of(range);
  if (!evaluation.state || *evaluation.state == alarm.state.value) {
    const bool is_new = alarm.state.reason == kInitialReason;  // and went into no state yet
    if (!is_new) journal_.stayed(face_of(alarm), actions_of(alarm));
    return;
  }
  change_state(alarm, {*evaluation.state, reason_of(configuration, evaluation),
                       reason_data_of(configuration, evaluation, wall_now()),
                       wall_now() + settings_.state_timestamp_lag});
}

void AlarmBook::change_state(Alarm& alarm, StateRecord next) {
  const StateRecord previous = std::exchange(alarm.state, std::move(next));
  if (previous.value == alarm.state.value) return;
  journal_.state_changed(face_of(alarm), previous, state_change_detail(alarm, previous),
                         actions_of(alarm));
}

void AlarmBook::configuration_changed(const Alarm& alarm, std::string_view operation,
                                      const Alarm* previous) {
  journal_.configuration_changed(face_of(alarm), operation,
                                 configuration_change_event(alarm, operation, previous));
}

}  // namespace spillway::cloudwatch
