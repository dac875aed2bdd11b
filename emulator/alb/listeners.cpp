#include "emulator/alb/listeners.hpp"

#include <algorithm>

namespace spillway::alb {
namespace {

std::vector<Forward::Share> shares_of(const Action& action) {
  const auto* forward = std::get_if<Forward>(&action.what);
  return forward == nullptr ? std::vector<Forward::Share>() : forward->shares;
}

Json weights_changed(const Listener& listener, const Action& action) {
  std::uint32_t lambda = 0;
  std::uint32_t ecs = 0;
  Json groups = Json::object();
  for (const auto& share : shares_of(action)) {
    (share.group->kind == TargetKind::lambda ? lambda : ecs) += share.weight;
    groups[share.group->name] = share.weight;
  }
  return {{"listener", listener.arn}, {"lambda", lambda}, {"ecs", ecs}, {"groups", groups}};
}

}  // namespace

Listeners::Listeners(core::Context& context, const Settings& settings, Targets& targets)
    : context_(context),
      settings_(settings),
      targets_(targets),
      rng_(context.runtime.rng("elbv2/propagation")) {}

void Listeners::created(Rule& rule) {
  const auto nodes = static_cast<std::size_t>(1 + settings_.further_nodes);
  rule.active.assign(nodes, {rule.configured, 0});
  rule.told = shares_of(rule.configured.action);
  sort(*rule.listener);
  targets_.refresh_use();
}

void Listeners::modified(Rule& rule) {
  targets_.refresh_use();
  ++rule.version;
  for (std::size_t node = 0; node < rule.active.size(); ++node) {
    context_.runtime.call_after(
        settings_.listener_propagation.sample(rng_),
        [this, &rule, node, version = rule.version, routing = rule.configured]() mutable {
          act(rule, node, version, std::move(routing));
        });
  }
}

void Listeners::act(Rule& rule, std::size_t node, std::uint64_t version, Routing routing) {
  Rule::Active& active = rule.active[node];
  if (rule.deleted || version < active.version) return;
  active.version = version;
  const bool changed = shares_of(active.routing.action) != shares_of(routing.action);
  active.routing = std::move(routing);
  const bool is_last =
      std::all_of(rule.active.begin(), rule.active.end(),
                  [version](const Rule::Active& other) { return other.version == version; });
  if (!is_last || rule.told == shares_of(active.routing.action)) {
    if (changed) targets_.refresh_use();
    return;
  }
  rule.told = shares_of(active.routing.action);
  const EventSeq seq = context_.timeline.record(
      "elbv2.weights_changed", weights_changed(*rule.listener, active.routing.action));
  CauseScope scope(context_.runtime, seq);
  targets_.refresh_use();
}

void Listeners::removed(Rule& rule) {
  rule.deleted = true;
  sort(*rule.listener);
  targets_.refresh_use();
}

void Listeners::removed(Listener& listener) {
  listener.deleted = true;
  listener.default_rule->deleted = true;
  for (const auto& rule : listener.rules) rule->deleted = true;
  sort(listener);
  targets_.refresh_use();
}

void Listeners::sort(Listener& listener) {
  listener.by_priority.clear();
  for (const auto& rule : listener.rules) {
    if (!rule->deleted) listener.by_priority.push_back(rule.get());
  }
  std::sort(listener.by_priority.begin(), listener.by_priority.end(),
            [](const Rule* a, const Rule* b) { return a->priority < b->priority; });
}

}  // namespace spillway::alb
