#include "emulator/core/event_catalogue.hpp"

#include <algorithm>

namespace spillway::core {
namespace {

const std::vector<EventKind>& catalogue() {
  static const std::vector<EventKind> kinds = {
      {"run.started", "the run begins", {"scenario", "seed", "mode"}},
      {"run.finished", "the run is over", {"reason"}},
      {"run.refused", "something that is not modelled was asked for", {"what", "caller"}},
      {"cloudformation.resource_created",
       "a resource of the template exists",
       {"logical_id", "type", "physical_id"}},
      {"load.stage_started",
       "a stage of the load begins",
       {"stage", "rate", "users", "requests", "left_out", "for_s"}},
      {"load.finished", "the last stage is over", {}},
      {"fault.injected",
       "a fault of the scenario strikes; of one that strikes requests or health checks, the first "
       "of a minute, with the count since it was told last",
       {"name", "type", "target", "detail", "count"}},
      {"cloudwatch.alarm_state_changed",
       "an alarm went from one state to another",
       {"alarm", "from", "to", "reason"}},
      {"cloudwatch.alarm_action",
       "an alarm's action was handed to its service, or could not be",
       {"alarm", "action", "error"}},
      {"events.rule_matched",
       "an event matched a rule",
       {"rule", "event_id", "detail_type", "targets"}},
      {"events.target_failed",
       "an event could not be handed to a target",
       {"rule", "target", "error", "attempt"}},
      {"events.event_dropped",
       "an event was given up and stands in no dead-letter queue",
       {"rule", "target", "error", "attempts", "queue_error"}},
      {"sqs.message_sent", "a message stands in a queue", {"queue", "sender"}},
      {"lambda.environment_started",
       "an execution environment is ready",
       {"function", "environment", "init_ms"}},
      {"lambda.environment_failed",
       "the first execution environment of a minute that could not start, by function",
       {"function", "environment", "error_type", "error_message"}},
      {"lambda.environment_stopped",
       "an execution environment is gone",
       {"function", "environment", "reason"}},
      {"lambda.event_queued",
       "an asynchronous invocation was accepted",
       {"function", "request_id", "source"}},
      {"lambda.invocation_started",
       "an invocation other than the ALB's begins",
       {"function", "request_id", "environment", "type", "attempt"}},
      {"lambda.invocation_finished",
       "an invocation other than the ALB's is over",
       {"function", "request_id", "environment", "type", "attempt", "status", "duration_ms",
        "error_type", "error_message"}},
      {"lambda.async_retry",
       "an asynchronous invocation will be tried again",
       {"function", "request_id", "reason", "attempt", "delay_s"}},
      {"lambda.event_dropped",
       "an asynchronous invocation was given up",
       {"function", "request_id", "reason", "attempts"}},
      {"lambda.result_sent",
       "the result of an asynchronous invocation was sent to a destination or a dead-letter queue",
       {"function", "request_id", "destination", "condition", "delivered"}},
      {"lambda.throttled",
       "the first throttled invocation of a minute, by function and reason",
       {"function", "reason", "source", "concurrency", "limit"}},
      {"lambda.minute",
       "what a function did in a minute, in which it did something",
       {"function", "invocations", "errors", "throttles", "concurrent_max"}},
      {"api.call",
       "an AWS API call was answered",
       {"service", "action", "caller", "status", "error", "message", "request_id"}},
      {"ecs.service_created", "a service exists", {"service", "desired_count"}},
      {"ecs.service_updated", "a service's desired count changed", {"service", "from", "to"}},
      {"ecs.task_state_changed",
       "a task's lastStatus changed",
       {"service", "task", "from", "to", "desired_status", "stop_code", "reason"}},
      {"ecs.container_state_changed",
       "a container's lastStatus changed",
       {"service", "task", "container", "from", "to", "exit_code", "reason"}},
      {"ecs.container_health_changed",
       "a container's own health check found it healthy or unhealthy",
       {"service", "task", "container", "from", "to"}},
      {"ecs.service_event",
       "a service event, as DescribeServices shows it: (service LOGICAL_ID) and a message",
       {"service", "message"}},
      {"autoscaling.activity_started",
       "Application Auto Scaling sets a service's desired count",
       {"service", "policy", "from", "to", "reason"}},
      {"autoscaling.call_failed",
       "a call that Application Auto Scaling makes itself was refused: nothing is scaled by it",
       {"service", "policy", "call", "error"}},
      {"elbv2.target_registered", "a target was registered", {"target_group", "target"}},
      {"elbv2.target_deregistered", "a target began to drain or left", {"target_group", "target"}},
      {"elbv2.target_health_changed",
       "a target's state changed",
       {"target_group", "target", "from", "to", "reason"}},
      {"elbv2.weights_changed",
       "the load balancer routes by new weights",
       {"listener", "lambda", "ecs", "groups"}},
      {"alb.minute",
       "what a load balancer answered in a minute, in which it answered something",
       {"load_balancer", "requests", "by_target", "elb_5xx", "target_5xx", "by_status",
        "by_error_reason"}},
  };
  return kinds;
}

}  // namespace

bool EventKind::has_member(std::string_view member) const {
  return std::find(members.begin(), members.end(), member) != members.end();
}

std::span<const EventKind> event_catalogue() { return catalogue(); }

const EventKind* find_event_kind(std::string_view name) {
  const auto& kinds = catalogue();
  const auto it = std::find_if(kinds.begin(), kinds.end(),
                               [&](const EventKind& kind) { return kind.name == name; });
  return it == kinds.end() ? nullptr : &*it;
}

}  // namespace spillway::core
