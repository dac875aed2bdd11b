// Listeners: makes configured rules act, at once or after the propagation delay (aws-facts A1).
//
// Owned by LoadBalancers. It alone changes what requests are routed by: Rule::active and
// Listener::by_priority. Runtime's thread only.
#pragma once

#include "emulator/alb/estate.hpp"
#include "emulator/alb/targets.hpp"
#include "emulator/core/context.hpp"

namespace spillway::alb {

class Listeners {
 public:
  Listeners(core::Context& context, const Settings& settings, Targets& targets);

  /// A new listener or rule acts at once.
  void created(Rule& rule);
  /// Its configuration was changed: requests follow after the delay. A change that was made later
  /// is never overtaken by an earlier one.
  void modified(Rule& rule);
  void removed(Rule& rule);
  void removed(Listener& listener);
  /// Priorities of its rules were changed: acts at once.
  void reordered(Listener& listener) { sort(listener); }

 private:
  void act(Rule& rule, std::size_t node, std::uint64_t version, Routing routing);
  static void sort(Listener& listener);

  core::Context& context_;
  const Settings& settings_;
  Targets& targets_;
  Rng rng_;
};

}  // namespace spillway::alb
