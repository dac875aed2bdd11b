// Bus: the default event bus: its rules, what makes them run (events and schedules), and what
// follows: its deliveries to their targets.
//
// Owned by EventBridge. Runtime's thread only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "emulator/core/context.hpp"
#include "emulator/core/ids.hpp"
#include "emulator/eventbridge/deliveries.hpp"
#include "emulator/eventbridge/event_faults.hpp"
#include "emulator/eventbridge/ports.hpp"
#include "emulator/eventbridge/rule.hpp"
#include "emulator/eventbridge/rule_clock.hpp"
#include "emulator/eventbridge/settings.hpp"

namespace spillway::eventbridge {

class Bus {
 public:
  using Rules = std::map<std::string, Rule, std::less<>>;

  Bus(core::Context& context, Settings settings, TargetInvoker& invoker,
      core::MessageQueues& queues);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  /// Accepts an event and returns its id. `time`: of the event; nothing: now.
  std::string put(core::BusEvent event, std::optional<WallTime> time = std::nullopt);

  const Settings& settings() const { return settings_; }
  const core::Account& account() const { return context_.account; }
  const core::CredentialIssuer& roles() const { return context_.credentials; }
  const Rules& rules() const { return rules_; }
  Rule* find(std::string_view name);
  /// Creates the rule, or replaces all of it but its targets. A schedule begins anew.
  Rule& put_rule(std::string name, Trigger trigger, bool enabled);
  void remove_rule(const std::string& name);
  void set_enabled(Rule& rule, bool enabled);
  std::string rule_arn(const std::string& name) const;

 private:
  void dispatch(const Arrival& arrival);
  void run_schedule(const std::string& name, WallTime time);
  /// The one place where a rule runs, whatever made it.
  void fire(const Rule& rule, const Arrival& arrival);
  void trigger(const Rule& rule, const Arrival& arrival);
  void count(core::MetricId metric);
  /// `work` later, unless the bus is gone by then.
  void after(Duration delay, Callback work);

  core::Context& context_;
  Settings settings_;
  Deliveries deliveries_;
  RuleClock clock_;
  core::IdSource ids_;
  Rng latency_;
  Rules rules_;
  std::shared_ptr<bool> alive_;
  EventFaults faults_;
};

}  // namespace spillway::eventbridge
