// Estate: all load balancers, listeners, rules and target groups, and how they are found.
//
// Owned by LoadBalancers. Look-ups are for the API; requests go by handle and pointer. Runtime's
// thread only.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/alb/model.hpp"

namespace spillway::alb {

struct Estate {
  // In order of creation, deleted ones too: a listener's place is its handle.
  std::vector<std::unique_ptr<LoadBalancer>> balancers;
  std::vector<std::unique_ptr<TargetGroup>> groups;
  std::vector<std::unique_ptr<Listener>> listeners;

  // Null if there is none, or not any more.
  LoadBalancer* find_balancer(std::string_view arn) const;
  LoadBalancer* find_balancer_named(std::string_view name) const;
  TargetGroup* find_group(std::string_view arn) const;
  TargetGroup* find_group_named(std::string_view name) const;
  Listener* find_listener(std::string_view arn) const;
  /// The default rule too.
  Rule* find_rule(std::string_view arn) const;

  /// The configured forward actions of living listeners and rules that name the group.
  std::vector<const Forward*> forwards_to(const TargetGroup& group) const;
  /// The load balancer whose listeners or rules name the group in their configuration, or null.
  LoadBalancer* configured_user(const TargetGroup& group) const;
  /// The same, also by what is still active until a change has propagated.
  LoadBalancer* user(const TargetGroup& group) const;
  /// Every target group that a load balancer's listeners and rules name, once each.
  std::vector<const TargetGroup*> groups_of(const LoadBalancer& balancer) const;
  std::size_t listeners_of(const LoadBalancer& balancer) const;
  /// Without its listeners' default rules.
  std::size_t rules_of(const LoadBalancer& balancer) const;

  /// A copy of the text that is never freed.
  std::string_view keep(const std::string& text);

 private:
  std::set<std::string, std::less<>> kept_;
};

/// Whether an action forwards to the group.
bool names(const Action& action, const TargetGroup& group);

}  // namespace spillway::alb
