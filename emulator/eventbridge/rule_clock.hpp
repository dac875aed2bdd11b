// RuleClock: runs the rules that have a schedule, at their times.
//
// Owned by Bus, to which it speaks by a callback. Runtime's thread only. A rate begins when its
// rule is put or enabled.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "emulator/eventbridge/schedule.hpp"
#include "emulator/eventbridge/settings.hpp"
#include "runtime/runtime.hpp"

namespace spillway::eventbridge {

class RuleClock {
 public:
  /// Called with the rule's name and the time of its schedule, within that minute.
  using Run = std::function<void(const std::string& rule, WallTime time)>;

  RuleClock(Runtime& runtime, const Settings& settings, Run run);
  ~RuleClock();
  RuleClock(const RuleClock&) = delete;
  RuleClock& operator=(const RuleClock&) = delete;

  /// Begins the schedule anew.
  void start(const std::string& rule, const Schedule& schedule);
  void stop(const std::string& rule);

 private:
  struct Entry {
    Schedule schedule;
    WallTime last;
    TimerId timer = TimerId::none;
  };
  void arm(const std::string& rule, Entry& entry);
  void ring(const std::string& rule, WallTime time);

  Runtime& runtime_;
  const Settings& settings_;
  Run run_;
  Rng delay_;
  std::map<std::string, Entry> entries_;
};

}  // namespace spillway::eventbridge
