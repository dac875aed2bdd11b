#include "emulator/eventbridge/rule_clock.hpp"

#include <algorithm>

namespace spillway::eventbridge {

RuleClock::RuleClock(Runtime& runtime, const Settings& settings, Run run)
    : runtime_(runtime),
      settings_(settings),
      run_(std::move(run)),
      delay_(runtime.rng("eventbridge/schedule-delay")) {}

RuleClock::~RuleClock() {
  for (const auto& [rule, entry] : entries_) runtime_.cancel(entry.timer);
}

void RuleClock::start(const std::string& rule, const Schedule& schedule) {
  stop(rule);
  const auto [entry, is_new] = entries_.emplace(rule, Entry{schedule, runtime_.wall_now()});
  arm(rule, entry->second);
}

void RuleClock::stop(const std::string& rule) {
  const auto found = entries_.find(rule);
  if (found == entries_.end()) return;
  runtime_.cancel(found->second.timer);
  entries_.erase(found);
}

// A schedule's times are no consequence of what is being worked on.
void RuleClock::arm(const std::string& rule, Entry& entry) {
  const auto time = entry.schedule.next(entry.last);
  if (!time) return;
  const Duration late = std::max(Duration::zero(), settings_.schedule_delay.sample(delay_));
  const Duration wait = std::max(Duration::zero(), *time - runtime_.wall_now()) + late;
  const CauseScope scope(runtime_, 0);
  entry.timer = runtime_.call_after(wait, [this, rule, time = *time] { ring(rule, time); });
}

void RuleClock::ring(const std::string& rule, WallTime time) {
  Entry& entry = entries_.at(rule);
  entry.last = time;
  arm(rule, entry);
  run_(rule, time);
}

}  // namespace spillway::eventbridge
