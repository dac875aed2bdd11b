#include "tools/harness/aws_settings.hpp"

#include <cstdio>

#include "emulator/document/units.hpp"

namespace spillway::harness {
namespace {

using document::format_duration;

std::string show(const core::Delay& delay) {
  switch (delay.kind()) {
    case core::Delay::Kind::fixed:
      return format_duration(delay.low());
    case core::Delay::Kind::uniform:
      return format_duration(delay.low()) + " to " + format_duration(delay.high());
    case core::Delay::Kind::lognormal:
      return "around " + format_duration(delay.low());
  }
  return {};
}
std::string show(Duration duration) { return format_duration(duration); }
std::string show(bool value) { return value ? "true" : "false"; }
std::string show(int value) { return std::to_string(value); }
std::string show(std::int64_t value) { return std::to_string(value); }
std::string show(const std::string& value) { return value; }
std::string show(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}
template <class T>
std::string show(const std::optional<T>& value) {
  return value ? show(*value) : "computed";
}

#define SPILLWAY_AWS_KEY(path, member, about, source) \
  AwsKey { path, [](world::Settings& s) -> AwsField { return &s.member; }, about, source, {} }

std::vector<AwsKey> load_balancing_keys();
std::vector<AwsKey> lambda_keys();
std::vector<AwsKey> api_keys();

std::vector<AwsKey> ecs_keys() {
  return {
      SPILLWAY_AWS_KEY("ecs.scheduler_reaction", ecs.scheduler_reaction,
                       "from a change that the service scheduler must act upon to its act", "aws-facts E2"),
      SPILLWAY_AWS_KEY("ecs.start.provisioning", ecs.start.provisioning,
                       "PROVISIONING, until the network interface is ready", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.start.connectivity", ecs.start.connectivity,
                       "until connectivityAt; a time stamp only", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.start.pull", ecs.start.pull,
                       "the whole image pull, instead of pull_setup + size / bandwidth", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.start.pull_setup", ecs.start.pull_setup, "before an image's first byte", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.start.boot", ecs.start.boot, "from the pulled image to the running process",
                       "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.start.activating", ecs.start.activating,
                       "ACTIVATING, from the target's registration to RUNNING", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.stop.deregistering", ecs.stop.deregistering,
                       "from a task's stop to its target's deregistration", "aws-facts E2"),
      SPILLWAY_AWS_KEY("ecs.stop.deprovisioning", ecs.stop.deprovisioning,
                       "DEPROVISIONING, the network interface's detachment", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.pull_bandwidth", ecs.pull_bandwidth, "compressed bytes a second", "aws-facts E3"),
      SPILLWAY_AWS_KEY("ecs.foreign_image_bytes", ecs.foreign_image_bytes,
                       "size of an image that is not in this account's registry", "UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.register_before_running", ecs.register_before_running,
                       "the target is registered before the task is RUNNING", "aws-facts E2"),
      SPILLWAY_AWS_KEY("ecs.target_poll", ecs.target_poll, "how often ECS looks at its targets' health", "UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.list_tasks_lag", ecs.list_tasks_lag, "how old ListTasks' answer may be",
                       "aws-facts E1; the amount UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.start_failures_before_backoff", ecs.start_failures_before_backoff,
                       "failed starts in a row before the scheduler backs off", "UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.start_backoff_first", ecs.start_backoff_first, "the first back-off, then doubled",
                       "UNSOURCED"),
      SPILLWAY_AWS_KEY("ecs.start_backoff_max", ecs.start_backoff_max, "the longest back-off", "aws-facts E2"),
  };
}

std::vector<AwsKey> event_keys() {
  return {
      SPILLWAY_AWS_KEY("cloudwatch.visibility_delay", cloudwatch.visibility_delay,
                       "from a minute's end until its data can be queried", "aws-facts C3"),
      SPILLWAY_AWS_KEY("cloudwatch.custom_visibility_delay", cloudwatch.custom_visibility_delay,
                       "the same for PutMetricData", "UNSOURCED"),
      SPILLWAY_AWS_KEY("cloudwatch.evaluation_phase", cloudwatch.evaluation_phase,
                       "the second of the minute at which alarms are evaluated; each alarm's own by default",
                       "aws-facts C1"),
      SPILLWAY_AWS_KEY("cloudwatch.evaluation_range", cloudwatch.evaluation_range,
                       "how many periods an alarm looks back", "aws-facts C2; the formula UNSOURCED"),
      SPILLWAY_AWS_KEY("events.delivery_latency", eventbridge.delivery_latency,
                       "from an event to the hand-over to its targets", "aws-facts D"),
      SPILLWAY_AWS_KEY("events.maximum_retry_attempts", eventbridge.maximum_retry_attempts,
                       "retries of a failed hand-over", "aws-facts D"),
      SPILLWAY_AWS_KEY("events.maximum_event_age", eventbridge.maximum_event_age,
                       "how long a hand-over is retried", "aws-facts D"),
      SPILLWAY_AWS_KEY("ecr.default_image_size", default_image_size,
                       "compressed bytes of an image that aws.ecr.images does not name", "UNSOURCED"),
      SPILLWAY_AWS_KEY("account.id", account.id, "the account's id", "an example of AWS's documentation"),
      SPILLWAY_AWS_KEY("account.region", account.region, "the Region", "the reference system's"),
  };
}

std::vector<AwsKey> make_keys() {
  std::vector<AwsKey> keys;
  for (auto& part : {load_balancing_keys(), lambda_keys(), ecs_keys(), event_keys(), api_keys()}) {
    keys.insert(keys.end(), part.begin(), part.end());
  }
  world::Settings defaults;
  for (AwsKey& key : keys) {
    key.default_text = std::visit([](auto* field) { return show(*field); }, key.field(defaults));
  }
  return keys;
}

}  // namespace

const std::vector<AwsKey>& aws_keys() {
  static const std::vector<AwsKey> keys = make_keys();
  return keys;
}

}  // namespace spillway::harness
