#include "emulator/eventbridge/event_faults.hpp"

#include <utility>

namespace spillway::eventbridge {

using core::FaultType;

EventFaults::EventFaults(core::Context& context, Deliver deliver, After after)
    : context_(context), deliver_(std::move(deliver)), after_(std::move(after)) {}

void EventFaults::pass(const Rule& rule, const Arrival& arrival) {
  core::Faults& faults = *context_.faults;
  const core::Faults::Names names = {rule.name, rule.arn,
                                     arrival.event["source"].get<std::string>()};
  const std::string id = arrival.event["id"].get<std::string>();
  if (faults.strike(FaultType::event_lost, names, "lost event " + id)) return;
  if (const auto late = faults.strike(FaultType::event_late, names, "late event " + id)) {
    later(rule.name, arrival, late);
    return;
  }
  if (held_.contains(rule.name)) {
    const std::string name = rule.name;  // what is delivered may change the rules
    deliver_(name, arrival);
    release(name);
    return;
  }
  if (const auto held = faults.strike(FaultType::event_reordered, names, "held event " + id)) {
    hold(rule.name, arrival, held);
    return;
  }
  const auto doubled = faults.strike(FaultType::event_doubled, names, "doubled event " + id);
  if (doubled) later(rule.name, arrival, doubled);
  deliver_(rule.name, arrival);
}

void EventFaults::later(const std::string& rule, const Arrival& arrival,
                        const core::Strike& strike) {
  const CauseScope scope(context_.runtime, strike.event);
  after_(strike.sample("delay"), [this, rule, arrival] { deliver_(rule, arrival); });
}

void EventFaults::hold(const std::string& rule, const Arrival& arrival,
                       const core::Strike& strike) {
  held_[rule].push_back({arrival, strike.event});
  const CauseScope scope(context_.runtime, strike.event);
  after_(strike.sample("patience", std::chrono::minutes(1)), [this, rule] { release(rule); });
}

void EventFaults::release(const std::string& rule) {
  auto released = held_.extract(rule);
  if (released.empty()) return;
  for (const Held& held : released.mapped()) {
    const CauseScope scope(context_.runtime, held.cause);
    deliver_(rule, held.arrival);
  }
}

}  // namespace spillway::eventbridge
