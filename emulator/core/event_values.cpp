#include "emulator/core/event_values.hpp"

#include <algorithm>

#include "emulator/core/fault_kinds.hpp"

namespace spillway::core {
namespace {

using Kind = MemberValues::Kind;

struct Rule {
  std::string_view events;  // one event, or with a full stop at the end all of a service's
  std::string_view member;
  MemberValues values;
};

MemberValues name_of(std::vector<std::string> types) { return {Kind::name_of, std::move(types)}; }
MemberValues one_of(std::vector<std::string> words) { return {Kind::one_of, std::move(words)}; }

MemberValues alarm_states() { return one_of({"OK", "ALARM", "INSUFFICIENT_DATA"}); }
// A task's and a container's first state comes from none.
MemberValues task_states() {
  return one_of({"", "PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING",
                 "DEPROVISIONING", "STOPPED"});
}
MemberValues container_states() { return one_of({"", "PENDING", "RUNNING", "STOPPED"}); }
MemberValues container_healths() { return one_of({"UNKNOWN", "HEALTHY", "UNHEALTHY"}); }
// aws-facts A5
MemberValues target_states() {
  return one_of({"initial", "healthy", "unhealthy", "unused", "draining", "unavailable"});
}
// aws-facts B3
MemberValues throttle_reasons() {
  return one_of({"ReservedFunctionConcurrentInvocationLimitExceeded",
                 "ConcurrentInvocationLimitExceeded", "ReservedFunctionInvocationRateLimitExceeded",
                 "FunctionInvocationRateLimitExceeded"});
}

MemberValues fault_types() {
  std::vector<std::string> types;
  for (const FaultKind& kind : fault_kinds()) types.emplace_back(kind.name);
  return one_of(std::move(types));
}

const std::vector<Rule>& names() {
  static const std::vector<Rule> rules = {
      {"lambda.", "function", name_of({"AWS::Lambda::Function"})},
      {"cloudwatch.", "alarm",
       name_of({"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"})},
      {"events.", "rule", name_of({"AWS::Events::Rule"})},
      {"sqs.", "queue", name_of({"AWS::SQS::Queue"})},
      {"ecs.", "service", name_of({"AWS::ECS::Service"})},
      {"autoscaling.", "service", name_of({"AWS::ECS::Service"})},
      {"elbv2.", "target_group", name_of({"AWS::ElasticLoadBalancingV2::TargetGroup"})},
      {"elbv2.", "listener", name_of({"AWS::ElasticLoadBalancingV2::Listener"})},
      {"alb.", "load_balancer", name_of({"AWS::ElasticLoadBalancingV2::LoadBalancer"})},
  };
  return rules;
}

const std::vector<Rule>& words() {
  static const std::vector<Rule> rules = {
      {"fault.injected", "type", fault_types()},
      {"cloudwatch.alarm_state_changed", "from", alarm_states()},
      {"cloudwatch.alarm_state_changed", "to", alarm_states()},
      {"ecs.task_state_changed", "from", task_states()},
      {"ecs.task_state_changed", "to", task_states()},
      {"ecs.task_state_changed", "desired_status", one_of({"RUNNING", "STOPPED"})},
      {"ecs.container_state_changed", "from", container_states()},
      {"ecs.container_state_changed", "to", container_states()},
      {"ecs.container_health_changed", "from", container_healths()},
      {"ecs.container_health_changed", "to", container_healths()},
      {"elbv2.target_health_changed", "from", target_states()},
      {"elbv2.target_health_changed", "to", target_states()},
      {"lambda.throttled", "reason", throttle_reasons()},
      {"lambda.result_sent", "condition",
       one_of({"Success", "RetriesExhausted", "EventAgeExceeded"})},
      {"lambda.", "type", one_of({"RequestResponse", "Event"})},
      {"lambda.invocation_finished", "status", one_of({"success", "error", "timeout"})},
  };
  return rules;
}

const std::vector<Rule>& numbers() {
  static const std::vector<Rule> rules = {
      {"load.stage_started", "for_s", {}},
      {"load.stage_started", "users", {}},
      {"load.stage_started", "requests", {}},
      {"load.stage_started", "left_out", {}},
      {"fault.injected", "count", {}},
      {"events.target_failed", "attempt", {}},
      {"events.event_dropped", "attempts", {}},
      {"lambda.environment_started", "init_ms", {}},
      {"lambda.", "attempt", {}},
      {"lambda.", "attempts", {}},
      {"lambda.", "duration_ms", {}},
      {"lambda.", "delay_s", {}},
      {"lambda.throttled", "concurrency", {}},
      {"lambda.throttled", "limit", {}},
      {"lambda.minute", "invocations", {}},
      {"lambda.minute", "errors", {}},
      {"lambda.minute", "throttles", {}},
      {"lambda.minute", "concurrent_max", {}},
      {"api.call", "status", {}},
      {"ecs.service_created", "desired_count", {}},
      {"ecs.service_updated", "from", {}},
      {"ecs.service_updated", "to", {}},
      {"autoscaling.activity_started", "from", {}},
      {"autoscaling.activity_started", "to", {}},
      {"elbv2.weights_changed", "lambda", {}},
      {"elbv2.weights_changed", "ecs", {}},
      {"alb.minute", "requests", {}},
      {"alb.minute", "elb_5xx", {}},
      {"alb.minute", "target_5xx", {}},
  };
  return rules;
}

bool covers(const Rule& rule, std::string_view event, std::string_view member) {
  const bool all_of_service = rule.events.ends_with('.');
  return rule.member == member &&
         (all_of_service ? event.starts_with(rule.events) : event == rule.events);
}

}  // namespace

const MemberValues* find_member_values(std::string_view event, std::string_view member) {
  for (const auto* rules : {&names(), &words(), &numbers()}) {
    const auto it = std::find_if(rules->begin(), rules->end(),
                                 [&](const Rule& rule) { return covers(rule, event, member); });
    if (it != rules->end()) return &it->values;
  }
  return nullptr;
}

}  // namespace spillway::core
