// The rows of the table of `aws:` keys, service by service.
#include "tools/harness/aws_key_tables.hpp"

namespace spillway::harness {

#define SPILLWAY_AWS_KEY(path, member, about, source)                                 \
  AwsKey {                                                                            \
    path, [](world::Settings& s) -> AwsField { return &s.member; }, about, source, {} \
  }

std::vector<AwsKey> ecs_keys() {
  return {
      SPILLWAY_AWS_KEY("ecs.scheduler_reaction", ecs.scheduler_reaction,
                       "from a change that the service scheduler must act upon to its act",
                       "aws-facts E2"),
      SPILLWAY_AWS_KEY("ecs.start.provisioning", ecs.start.provisioning,
                       "PROVISIONING, until the network interface is ready", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.start.provisioning_timeout", ecs.start.provisioning_timeout,
                       "a longer PROVISIONING makes the task fail to start",
                       "aws-facts E2; the amount UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.start.connectivity", ecs.start.connectivity,
                       "until connectivityAt; a time stamp only", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.start.pull", ecs.start.pull,
                       "the whole image pull, instead of pull_setup + size / bandwidth",
                       "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.start.pull_setup", ecs.start.pull_setup, "before an image's first byte",
                       "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.start.boot", ecs.start.boot,
                       "from the pulled image to the running process", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.start.activating", ecs.start.activating,
                       "ACTIVATING, from the target's registration to RUNNING", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.stop.deregistering", ecs.stop.deregistering,
                       "from a task's stop to its target's deregistration", "aws-facts E2"),
      SPILLWAY_AWS_KEY("ecs.stop.deprovisioning", ecs.stop.deprovisioning,
                       "DEPROVISIONING, the network interface's detachment", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.pull_bandwidth", ecs.pull_bandwidth, "compressed bytes a second",
                       "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.foreign_image_bytes", ecs.foreign_image_bytes,
                       "size of an image that is not in this account's registry", "UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.register_before_running", ecs.register_before_running,
                       "the target is registered before the task is RUNNING", "aws-facts E2"),
      SPILLWAY_AWS_KEY("ecs.register_after_health_verdict", ecs.register_after_health_verdict,
                       "a task with container health checks is ACTIVATING until their verdict",
                       "aws-facts E3; UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.container_health.passes_after", ecs.health_passes_after,
                       "health check commands that are no HTTP request succeed from this time "
                       "after a container's start; unset: they are refused",
                       "an assumption about your image"),
      SPILLWAY_AWS_KEY("ecs.target_poll", ecs.target_poll,
                       "how often ECS looks at its targets' health", "UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.list_tasks_lag", ecs.list_tasks_lag, "how old ListTasks' answer may be",
                       "aws-facts E1; the amount UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.start_failures_before_backoff", ecs.start_failures_before_backoff,
                       "failed starts in a row before the scheduler backs off", "UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.start_backoff_first", ecs.start_backoff_first,
                       "the first back-off, then doubled", "UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.start_backoff_max", ecs.start_backoff_max, "the longest back-off",
                       "aws-facts E2"),
      SPILLWAY_AWS_KEY("ecs.placement_retry", ecs.placement_retry,
                       "from a task that could not be placed to the next try", "UNSOURCED"),
  };
}

std::vector<AwsKey> auto_scaling_keys() {
  return {
      SPILLWAY_AWS_KEY("autoscaling.reaction", autoscaling.reaction,
                       "from an alarm's action to the new desired count", "UNSOURCED"),
      SPILLWAY_AWS_KEY("autoscaling.repeat", autoscaling.repeat,
                       "how often an alarm that stays in its state acts again",
                       "CWUG/AlarmThatSendsEmail"),
      SPILLWAY_AWS_KEY("autoscaling.reduces_above_maximum", autoscaling.reduces_above_maximum,
                       "a scale-in brings a desired count above MaxCapacity down to it first",
                       "aws-facts H11; UNSOURCED"),
      SPILLWAY_AWS_KEY("autoscaling.bounds_act_at_once", autoscaling.bounds_act_at_once,
                       "RegisterScalableTarget moves a desired count within its bounds",
                       "AASUG/application-auto-scaling-scaling-activities"),
      SPILLWAY_AWS_KEY("autoscaling.fulfilment_poll", autoscaling.fulfilment_poll,
                       "how often it looks whether a scaling activity is over", "UNSOURCED"),
      SPILLWAY_AWS_KEY("autoscaling.tracking_high_periods", autoscaling.tracking_high_periods,
                       "minutes above the target until target tracking scales out", "UNSOURCED"),
      SPILLWAY_AWS_KEY("autoscaling.tracking_low_periods", autoscaling.tracking_low_periods,
                       "minutes below it until it scales in", "UNSOURCED"),
      SPILLWAY_AWS_KEY("autoscaling.tracking_low_factor", autoscaling.tracking_low_factor,
                       "the part of the target below which it scales in", "UNSOURCED"),
  };
}

std::vector<AwsKey> event_keys() {
  return {
      SPILLWAY_AWS_KEY("cloudwatch.visibility_delay", cloudwatch.visibility_delay,
                       "from a minute's end until its data can be queried", "aws-facts C3"),
      SPILLWAY_AWS_KEY("cloudwatch.custom_visibility_delay", cloudwatch.custom_visibility_delay,
                       "the same for PutMetricData", "UNSOURCED"),
      SPILLWAY_AWS_KEY(
          "cloudwatch.evaluation_phase", cloudwatch.evaluation_phase,
          "the second of the minute at which alarms are evaluated; each alarm's own by default",
          "aws-facts C1"),
      SPILLWAY_AWS_KEY("cloudwatch.evaluation_range", cloudwatch.evaluation_range,
                       "how many periods an alarm looks back",
                       "aws-facts C2; the formula UNSOURCED"),
      SPILLWAY_AWS_KEY("cloudwatch.composite_delay", cloudwatch.composite_delay,
                       "from an alarm's change until composite alarms look at it", "UNSOURCED"),
      SPILLWAY_AWS_KEY("events.delivery_latency", eventbridge.delivery_latency,
                       "from an event to the hand-over to its targets", "aws-facts D11"),
      SPILLWAY_AWS_KEY("events.schedule_delay", eventbridge.schedule_delay,
                       "from a schedule's time to its event", "UNSOURCED"),
      SPILLWAY_AWS_KEY("events.maximum_retry_attempts", eventbridge.maximum_retry_attempts,
                       "retries of a failed hand-over", "aws-facts D9"),
      SPILLWAY_AWS_KEY("events.maximum_event_age", eventbridge.maximum_event_age,
                       "how long a hand-over is retried", "aws-facts D9"),
      SPILLWAY_AWS_KEY("events.target_timeout", eventbridge.target_timeout,
                       "how long a hand-over may take until it has failed (TIMEOUT)", "UNSOURCED"),
      SPILLWAY_AWS_KEY("events.retry_first_delay", eventbridge.retry_first_delay,
                       "before a failed hand-over's first retry, then doubled", "UNSOURCED"),
      SPILLWAY_AWS_KEY("events.retry_longest_delay", eventbridge.retry_longest_delay, "up to this",
                       "UNSOURCED"),
      SPILLWAY_AWS_KEY("events.targets_per_rule", eventbridge.targets_per_rule,
                       "quota of targets of a rule", "aws-facts D7; UNSOURCED"),
      SPILLWAY_AWS_KEY("ecr.default_image_size", default_image_size,
                       "compressed bytes of an image that aws.ecr.images does not name",
                       "UNSOURCED"),
      SPILLWAY_AWS_KEY("account.id", account.id, "the account's id",
                       "an example of AWS's documentation"),
      SPILLWAY_AWS_KEY("account.region", account.region, "the Region", "the reference system's"),
  };
}

std::vector<AwsKey> load_balancing_keys() {
  return {
      SPILLWAY_AWS_KEY("elbv2.request_latency", alb.request_latency,
                       "one way from the client through the load balancer to the target",
                       "UNSOURCED"),
      SPILLWAY_AWS_KEY("elbv2.listener_propagation", alb.listener_propagation,
                       "from ModifyListener until requests are routed by it",
                       "aws-facts A1; the amount UNSOURCED"),
      SPILLWAY_AWS_KEY("elbv2.further_nodes", alb.further_nodes,
                       "load-balancer nodes besides the first: each picks up changes at its own "
                       "moment, and checks every target too",
                       "aws-facts A1, A5; how many UNSOURCED"),
      SPILLWAY_AWS_KEY("elbv2.registration", alb.registration,
                       "from a target's registration to its first health check", "aws-facts A5"),
      SPILLWAY_AWS_KEY(
          "elbv2.initial_only_serves", alb.initial_only_serves,
          "targets in their first checks are used if a group has no others; false: 503",
          "aws-facts A1; UNSOURCED"),
      SPILLWAY_AWS_KEY("elbv2.all_weights_zero_status", alb.all_weights_zero_status,
                       "what a request gets if all weights are 0", "aws-facts A1; UNSOURCED"),
      SPILLWAY_AWS_KEY("elbv2.lambda_bad_request_status", alb.lambda_bad_request_status,
                       "what a request to a function gets that is not UTF-8",
                       "aws-facts A4; UNSOURCED"),
      SPILLWAY_AWS_KEY("elbv2.lambda_text_status", alb.lambda_text_status,
                       "a function may answer its statusCode as a text; false: 502",
                       "aws-facts A4; UNSOURCED"),
      SPILLWAY_AWS_KEY("elbv2.stickiness_renews", alb.stickiness_renews,
                       "each answer begins the period of a client's stickiness anew",
                       "aws-facts A1; UNSOURCED"),
      SPILLWAY_AWS_KEY("elbv2.invalid_cookie_status", alb.invalid_cookie_status,
                       "what a request gets whose AWSALBTG cookie is not valid",
                       "aws-facts A4; UNSOURCED"),
      SPILLWAY_AWS_KEY("elbv2.connect_timeout", alb.connect_timeout,
                       "until a silent address is given up: 504", "aws-facts A2"),
  };
}

std::vector<AwsKey> lambda_keys() {
  return {
      SPILLWAY_AWS_KEY("lambda.account_concurrency", lambda.account_concurrency,
                       "concurrent executions of the account", "aws-facts B3"),
      SPILLWAY_AWS_KEY("lambda.unreserved_minimum", lambda.unreserved_minimum,
                       "of them, what nobody may reserve", "aws-facts B3"),
      SPILLWAY_AWS_KEY("lambda.cold_start", lambda.cold_start,
                       "from an environment's creation until its process starts", "aws-facts B1"),
      SPILLWAY_AWS_KEY("lambda.init_limit", lambda.init_limit, "longer inits are begun again",
                       "aws-facts B1"),
      SPILLWAY_AWS_KEY("lambda.invoke_overhead", lambda.invoke_overhead,
                       "what a warm invocation takes besides the handler's waiting", "UNSOURCED"),
      SPILLWAY_AWS_KEY("lambda.idle_lifetime", lambda.idle_lifetime,
                       "how long an idle environment is kept", "UNSOURCED"),
      SPILLWAY_AWS_KEY("lambda.environment_lifetime", lambda.environment_lifetime,
                       "how old an environment gets at most, even under load",
                       "aws-facts B1; UNSOURCED"),
      SPILLWAY_AWS_KEY("lambda.provisioned_init_limit", lambda.provisioned_init_limit,
                       "init of provisioned concurrency; the function's time-out if longer",
                       "aws-facts B1"),
      SPILLWAY_AWS_KEY("lambda.old_timeout_style", lambda.old_timeout_style,
                       "time-outs are told as older functions tell them",
                       "aws-facts B1, B2; UNSOURCED"),
      SPILLWAY_AWS_KEY("lambda.logged_invocations", lambda.logged_invocations,
                       "so many invocations of each function stay in its log",
                       "Spillway's own limit"),
      SPILLWAY_AWS_KEY("lambda.reported_memory_mb", lambda.reported_memory_mb,
                       "what REPORT lines say as Max Memory Used", "UNSOURCED"),
      SPILLWAY_AWS_KEY("lambda.environments_per_10s", lambda.environments_per_10s,
                       "new environments of a function in 10 s", "aws-facts B3"),
      SPILLWAY_AWS_KEY("lambda.requests_per_concurrency", lambda.requests_per_concurrency,
                       "requests a second for each unit of concurrency", "aws-facts B3"),
      SPILLWAY_AWS_KEY("lambda.async_handover", lambda.async_handover,
                       "from an asynchronous event's acceptance to its first attempt", "UNSOURCED"),
      SPILLWAY_AWS_KEY("lambda.first_retry", lambda.first_retry, "after the first function error",
                       "aws-facts B5"),
      SPILLWAY_AWS_KEY("lambda.second_retry", lambda.second_retry,
                       "after the second function error", "aws-facts B5"),
      SPILLWAY_AWS_KEY("lambda.throttle_backoff_first", lambda.throttle_backoff_first,
                       "after a throttled asynchronous attempt, then doubled", "aws-facts B5"),
      SPILLWAY_AWS_KEY("lambda.throttle_backoff_max", lambda.throttle_backoff_max, "up to this",
                       "aws-facts B5"),
      SPILLWAY_AWS_KEY(
          "lambda.concurrency_metric_at_start", lambda.concurrency_metric_at_start,
          "ConcurrentExecutions is published when an invocation begins, not when it is over",
          "aws-facts B4; UNSOURCED"),
  };
}

std::vector<AwsKey> api_keys() {
  return {
      SPILLWAY_AWS_KEY("api.latency", wire.latency, "how long an API call takes, there and back",
                       "UNSOURCED"),
      SPILLWAY_AWS_KEY("api.verify_signatures", wire.verify_signatures, "signatures are checked",
                       "aws-facts G3"),
      SPILLWAY_AWS_KEY("api.max_clock_skew", wire.max_clock_skew, "how old a signature may be",
                       "aws-facts G3"),
  };
}

#undef SPILLWAY_AWS_KEY

}  // namespace spillway::harness
