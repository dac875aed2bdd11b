#include "emulator/alb/estate.hpp"

#include <algorithm>

namespace spillway::alb {
namespace {

template <class T, class Predicate>
T* find_living(const std::vector<std::unique_ptr<T>>& all, Predicate predicate) {
  for (const auto& item : all) {
    if (!item->deleted && predicate(*item)) return item.get();
  }
  return nullptr;
}

// Calls `visit` with every living listener and each of its rules, the default rule first.
template <class Visit>
void each_rule(const Estate& estate, Visit visit) {
  for (const auto& listener : estate.listeners) {
    if (listener->deleted) continue;
    visit(*listener, *listener->default_rule);
    for (const Rule* rule : listener->by_priority) visit(*listener, *rule);
  }
}

}  // namespace

bool names(const Action& action, const TargetGroup& group) {
  const auto* forward = std::get_if<Forward>(&action.what);
  return forward != nullptr &&
         std::any_of(forward->shares.begin(), forward->shares.end(),
                     [&](const Forward::Share& share) { return share.group == &group; });
}

LoadBalancer* Estate::find_balancer(std::string_view arn) const {
  return find_living(balancers, [&](const LoadBalancer& b) { return b.arn == arn; });
}

LoadBalancer* Estate::find_balancer_named(std::string_view name) const {
  return find_living(balancers, [&](const LoadBalancer& b) { return b.name == name; });
}

TargetGroup* Estate::find_group(std::string_view arn) const {
  return find_living(groups, [&](const TargetGroup& g) { return g.arn == arn; });
}

TargetGroup* Estate::find_group_named(std::string_view name) const {
  return find_living(groups, [&](const TargetGroup& g) { return g.name == name; });
}

Listener* Estate::find_listener(std::string_view arn) const {
  return find_living(listeners, [&](const Listener& l) { return l.arn == arn; });
}

Rule* Estate::find_rule(std::string_view arn) const {
  for (const auto& listener : listeners) {
    if (listener->deleted) continue;
    if (listener->default_rule->arn == arn) return listener->default_rule.get();
    for (Rule* rule : listener->by_priority) {
      if (rule->arn == arn) return rule;
    }
  }
  return nullptr;
}

std::vector<const Forward*> Estate::forwards_to(const TargetGroup& group) const {
  std::vector<const Forward*> found;
  each_rule(*this, [&](const Listener&, const Rule& rule) {
    if (!names(rule.configured.action, group)) return;
    found.push_back(&std::get<Forward>(rule.configured.action.what));
  });
  return found;
}

LoadBalancer* Estate::configured_user(const TargetGroup& group) const {
  LoadBalancer* found = nullptr;
  each_rule(*this, [&](const Listener& listener, const Rule& rule) {
    if (names(rule.configured.action, group)) found = listener.balancer;
  });
  return found;
}

LoadBalancer* Estate::user(const TargetGroup& group) const {
  LoadBalancer* found = configured_user(group);
  if (found != nullptr) return found;
  each_rule(*this, [&](const Listener& listener, const Rule& rule) {
    for (const Rule::Active& node : rule.active) {
      if (names(node.routing.action, group)) found = listener.balancer;
    }
  });
  return found;
}

std::vector<const TargetGroup*> Estate::groups_of(const LoadBalancer& balancer) const {
  std::vector<const TargetGroup*> found;
  each_rule(*this, [&](const Listener& listener, const Rule& rule) {
    const auto* forward = std::get_if<Forward>(&rule.configured.action.what);
    if (listener.balancer != &balancer || forward == nullptr) return;
    for (const auto& share : forward->shares) {
      if (std::find(found.begin(), found.end(), share.group) == found.end()) {
        found.push_back(share.group);
      }
    }
  });
  return found;
}

std::size_t Estate::listeners_of(const LoadBalancer& balancer) const {
  return static_cast<std::size_t>(std::count_if(
      listeners.begin(), listeners.end(),
      [&](const auto& listener) { return !listener->deleted && listener->balancer == &balancer; }));
}

std::size_t Estate::rules_of(const LoadBalancer& balancer) const {
  std::size_t count = 0;
  for (const auto& listener : listeners) {
    if (listener->balancer == &balancer) count += listener->by_priority.size();
  }
  return count;
}

std::string_view Estate::keep(const std::string& text) { return *kept_.insert(text).first; }

}  // namespace spillway::alb
