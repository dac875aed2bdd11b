// Targets: registration, deregistration and the states of targets (aws-facts A5).
//
// Owned by LoadBalancers. It alone changes a target's state and a group's list of usable targets.
// Runtime's thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/alb/accounting.hpp"
#include "emulator/alb/estate.hpp"
#include "emulator/core/context.hpp"

namespace spillway::alb {

class HealthChecks;

class Targets {
 public:
  Targets(core::Context& context, const Settings& settings, Estate& estate, Accounting& accounting);

  /// To be called before anything is registered.
  void connect(HealthChecks& checks) { checks_ = &checks; }
  /// Ends the requests under way at a target that is to go: 502.
  void on_cut(std::function<void(Target&)> cut) { cut_ = std::move(cut); }
  void on_changed(LoadBalancers::TargetChanged changed) { changed_ = std::move(changed); }

  /// Of a registered target: does nothing; of a draining one: registers it anew.
  void add(TargetGroup& group, const std::string& id, std::uint16_t port);
  /// Of an unknown target: does nothing.
  void remove(TargetGroup& group, std::string_view id, std::uint16_t port);
  /// Forgets a deleted group's targets.
  void remove_all(TargetGroup& group);

  /// A health check's result. `reason` and `description` are those of a failure.
  void checked(TargetGroup& group, Target& target, bool passed, std::string_view reason,
               const std::string& description);

  /// Listeners or rules changed: finds out which groups are in use, and checks their targets.
  void refresh_use();
  /// The group came into use or out of it, or its health check was switched on or off.
  void restart(TargetGroup& group);
  /// A threshold of the fail-open rule changed.
  void refresh_usable(TargetGroup& group);

 private:
  void begin(TargetGroup& group, Target& target);
  void registered(TargetGroup& group, std::uint64_t serial);
  void drop(TargetGroup& group, std::uint64_t serial);
  void stop(Target& target);
  void set_state(TargetGroup& group, Target& target, TargetState to, std::string_view reason,
                 std::string description);

  core::Context& context_;
  const Settings& settings_;
  Estate& estate_;
  Accounting& accounting_;
  HealthChecks* checks_ = nullptr;
  std::function<void(Target&)> cut_;
  LoadBalancers::TargetChanged changed_;
  Rng rng_;
  std::uint64_t next_serial_ = 1;
};

}  // namespace spillway::alb
