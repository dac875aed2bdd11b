// Bus: the default event bus; matches what arrives against its rules and hands it to their targets.
//
// Owned by EventBridge. Runtime's thread only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "emulator/core/context.hpp"
#include "emulator/core/ids.hpp"
#include "emulator/eventbridge/event_faults.hpp"
#include "emulator/eventbridge/ports.hpp"
#include "emulator/eventbridge/rule.hpp"
#include "emulator/eventbridge/settings.hpp"

namespace spillway::eventbridge {

class Bus {
 public:
  using Rules = std::map<std::string, Rule, std::less<>>;

  Bus(core::Context& context, Settings settings, TargetInvoker& invoker);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  /// Accepts an event and returns its id. `time`: of the event; nothing: now.
  std::string put(core::BusEvent event, std::optional<WallTime> time = std::nullopt);

  const Settings& settings() const { return settings_; }
  const core::Account& account() const { return context_.account; }
  const Rules& rules() const { return rules_; }
  Rule* find(std::string_view name);
  /// Creates the rule, or replaces all of it but its targets. Returns it.
  Rule& put_rule(std::string name, std::string pattern_text, Pattern pattern);
  void remove_rule(const std::string& name) { rules_.erase(name); }
  std::string rule_arn(const std::string& name) const;

 private:
  struct Delivery;

  void dispatch(const Json& event);
  void trigger(const Rule& rule, const Json& event);
  void attempt(std::shared_ptr<Delivery> delivery);
  void failed(std::shared_ptr<Delivery> delivery, HandOver outcome);
  Duration retry_delay(std::int64_t retries_so_far);
  void count(core::MetricId metric);
  /// `work` later, unless the bus is gone by then.
  void after(Duration delay, Callback work);

  core::Context& context_;
  Settings settings_;
  TargetInvoker& invoker_;
  core::IdSource ids_;
  Rng latency_;
  Rng jitter_;
  Rules rules_;
  std::shared_ptr<bool> alive_;
  EventFaults faults_;
};

}  // namespace spillway::eventbridge
