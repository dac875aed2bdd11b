#include "emulator/alb/targets.hpp"

#include <algorithm>

#include "emulator/alb/health_checks.hpp"
#include "emulator/alb/slow_start.hpp"

namespace spillway::alb {

Targets::Targets(core::Context& context, const Settings& settings, Estate& estate,
                 Accounting& accounting)
    : context_(context),
      settings_(settings),
      estate_(estate),
      accounting_(accounting),
      rng_(context.runtime.rng("elbv2/registration")) {}

void Targets::add(TargetGroup& group, const std::string& id, std::uint16_t port) {
  Target* target = group.find(id, port);
  if (target != nullptr && target->state != TargetState::draining) return;
  if (target == nullptr) {
    group.targets.push_back(std::make_unique<Target>());
    target = group.targets.back().get();
    target->serial = next_serial_++;
    target->id = id;
    target->port = port;
    target->name = estate_.keep(port == 0 ? id : id + ":" + std::to_string(port));
    target->reason = "Target.NotRegistered";
  }
  stop(*target);
  const EventSeq seq = context_.timeline.record(
      "elbv2.target_registered",
      {{"target_group", group.name}, {"target", std::string(target->name)}});
  CauseScope scope(context_.runtime, seq);
  begin(group, *target);
}

// What a target of the group is at first, after registration and after its group came into use.
void Targets::begin(TargetGroup& group, Target& target) {
  target.passes = target.failures = 0;
  target.starts_slowly = has_full_share_beside(group, target, context_.runtime.now());
  if (group.used_by == nullptr) {
    set_state(group, target, TargetState::unused, "Target.NotInUse",
              "Target group is not configured to receive traffic from the load balancer");
  } else if (!group.health_check.enabled) {
    set_state(group, target, TargetState::unavailable, "Target.HealthCheckDisabled",
              "Health checks are disabled");
  } else {
    set_state(group, target, TargetState::initial, "Elb.RegistrationInProgress",
              "Target registration is in progress");
    target.next_probe = context_.runtime.call_after(
        settings_.registration.sample(rng_),
        [this, &group, serial = target.serial] { registered(group, serial); });
  }
}

void Targets::registered(TargetGroup& group, std::uint64_t serial) {
  Target* target = group.find(serial);
  if (target == nullptr) return;
  target->reason = "Elb.InitialHealthChecking";
  target->description = "Initial health checks in progress";
  checks_->start(group, *target);
}

void Targets::remove(TargetGroup& group, std::string_view id, std::uint16_t port) {
  Target* target = group.find(id, port);
  if (target == nullptr || target->state == TargetState::draining) return;
  const std::uint64_t serial = target->serial;
  const bool at_once = group.kind == TargetKind::lambda || group.used_by == nullptr ||
                       group.options.deregistration_delay == Duration(0);
  stop(*target);
  const EventSeq seq = context_.timeline.record(
      "elbv2.target_deregistered",
      {{"target_group", group.name}, {"target", std::string(target->name)}});
  CauseScope scope(context_.runtime, seq);
  if (at_once) {
    drop(group, serial);
    return;
  }
  target->drained = context_.runtime.call_after(group.options.deregistration_delay,
                                                [this, &group, serial] { drop(group, serial); });
  set_state(group, *target, TargetState::draining, "Target.DeregistrationInProgress",
            "Target deregistration is in progress");
}

// The target leaves the group; what it has not answered by now is cut.
void Targets::drop(TargetGroup& group, std::uint64_t serial) {
  const auto it = std::find_if(group.targets.begin(), group.targets.end(),
                               [serial](const auto& t) { return t->serial == serial; });
  if (it == group.targets.end()) return;
  const std::unique_ptr<Target> target = std::move(*it);
  group.targets.erase(it);
  stop(*target);
  refresh_usable(group);
  if (cut_) cut_(*target);
  set_state(group, *target, TargetState::unused, "Target.NotRegistered",
            "Target is not registered to the target group");
}

void Targets::remove_all(TargetGroup& group) {
  while (!group.targets.empty()) {
    Target& target = *group.targets.back();
    const EventSeq seq = context_.timeline.record(
        "elbv2.target_deregistered",
        {{"target_group", group.name}, {"target", std::string(target.name)}});
    CauseScope scope(context_.runtime, seq);
    drop(group, target.serial);
  }
}

void Targets::stop(Target& target) {
  checks_->stop(target);
  context_.runtime.cancel(std::exchange(target.drained, TimerId::none));
}

void Targets::checked(TargetGroup& group, Target& target, bool passed, std::string_view reason,
                      const std::string& description) {
  target.passes = passed ? target.passes + 1 : 0;
  target.failures = passed ? 0 : target.failures + 1;
  const bool is_new = target.state == TargetState::initial;
  if (passed) {
    // A new target needs one passed check, whatever the threshold (aws-facts A5).
    const bool enough = is_new || target.passes >= group.health_check.healthy_threshold;
    if (target.state != TargetState::healthy && enough) {
      set_state(group, target, TargetState::healthy, "", "");
    }
    return;
  }
  const bool enough = target.failures >= group.health_check.unhealthy_threshold;
  if (target.state == TargetState::unhealthy || enough) {
    set_state(group, target, TargetState::unhealthy, reason, description);
  }
}

void Targets::refresh_use() {
  for (const auto& group : estate_.groups) {
    if (group->deleted) continue;
    LoadBalancer* const user = estate_.user(*group);
    if (user == group->used_by) continue;
    const bool was_used = group->used_by != nullptr;
    group->used_by = user;
    if (user != nullptr) accounting_.associate(*group, *user);
    if (was_used && user != nullptr) continue;
    restart(*group);
  }
}

// Draining targets go on draining.
void Targets::restart(TargetGroup& group) {
  for (const auto& target : group.targets) {
    if (target->state == TargetState::draining) continue;
    stop(*target);
    begin(group, *target);
  }
}

// Healthy targets; below the threshold of healthy ones all that are not leaving (aws-facts A1).
void Targets::refresh_usable(TargetGroup& group) {
  std::vector<Target*> healthy;
  std::vector<Target*> all;
  std::vector<Target*> initial;
  for (const auto& target : group.targets) {
    switch (target->state) {
      case TargetState::healthy:
      case TargetState::unavailable:
        healthy.push_back(target.get());
        all.push_back(target.get());
        break;
      case TargetState::unhealthy:
        all.push_back(target.get());
        break;
      case TargetState::initial:
        initial.push_back(target.get());
        if (settings_.initial_only_serves) all.push_back(target.get());
        break;
      case TargetState::unused:
      case TargetState::draining:
        break;
    }
  }
  const auto registered = static_cast<std::int64_t>(all.size());
  const auto n = static_cast<std::int64_t>(healthy.size());
  const bool enough = n >= group.options.minimum_healthy_count &&
                      n * 100 >= group.options.minimum_healthy_percent * registered;
  group.failing_open = !enough && !all.empty();
  group.usable = enough ? std::move(healthy) : std::move(all);
}

void Targets::set_state(TargetGroup& group, Target& target, TargetState to, std::string_view reason,
                        std::string description) {
  const TargetState from = target.state;
  target.state = to;
  target.reason = reason;
  target.description = std::move(description);
  if (from == to) return;
  update_slow_start(group, target, context_.runtime.now());
  refresh_usable(group);
  const EventSeq seq =
      context_.timeline.record("elbv2.target_health_changed", {{"target_group", group.name},
                                                               {"target", std::string(target.name)},
                                                               {"from", std::string(name_of(from))},
                                                               {"to", std::string(name_of(to))},
                                                               {"reason", std::string(reason)}});
  CauseScope scope(context_.runtime, seq);
  if (changed_ && group.kind == TargetKind::ip) changed_(group.arn, target.id, target.port);
}

}  // namespace spillway::alb
