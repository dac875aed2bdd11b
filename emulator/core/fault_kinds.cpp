#include "emulator/core/fault_kinds.hpp"

#include <algorithm>

#include "runtime/check.hpp"

namespace spillway::core {
namespace {

using Kind = FaultAttribute::Kind;

constexpr std::string_view kFunction = "AWS::Lambda::Function";
constexpr std::string_view kService = "AWS::ECS::Service";
constexpr std::string_view kTaskDefinition = "AWS::ECS::TaskDefinition";
constexpr std::string_view kRepository = "AWS::ECR::Repository";
constexpr std::string_view kTargetGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";
constexpr std::string_view kRule = "AWS::Events::Rule";
constexpr std::string_view kAlarm = "AWS::CloudWatch::Alarm";

constexpr std::string_view kCall = "an API call like ecs:UpdateService, or ecs:*";
constexpr std::string_view kRuleOrSource =
    "a rule, by logical id or name, or an event source like aws.cloudwatch";
constexpr std::string_view kAnyFunction = "a function, by logical id or name";
constexpr std::string_view kAnyGroup = "a target group, by logical id or name";
constexpr std::string_view kAnyService = "a service, by logical id or name";

FaultAttribute caller() {
  return {
      "caller", Kind::caller,
      "only of this function or service, by logical id, or of an AWS service that makes calls "
      "itself (application-autoscaling, cloudwatch, elasticloadbalancing, events, and lambda for "
      "its asynchronous queue); default: of everybody"};
}

FaultAttribute required_delay(std::string_view name, std::string_view about) {
  return {name, Kind::delay, about, true};
}

std::vector<FaultKind> api_kinds() {
  return {
      {FaultType::api_error,
       "api_error",
       "an API call is refused although nothing is wrong with it; of lambda:Invoke also one of the "
       "load balancer (a 429 is LambdaThrottling, 403 LambdaAccessDenied, 404 "
       "LambdaResourceNotFound, all else LambdaServiceException), of EventBridge (429 and 5xx are "
       "tried again), of an alarm's action (it fails), and a 429 or 5xx keeps events waiting in "
       "Lambda's asynchronous queue",
       kCall,
       {},
       {{"error", Kind::text, "the error code", true},
        {"message", Kind::text, "its message"},
        {"status", Kind::integer, "its HTTP status; default: the code's", false, 400, 599},
        caller()}},
      {FaultType::api_latency,
       "api_latency",
       "an API call takes longer; a load balancer that waits for Lambda longer than "
       "aws.elbv2.connect_timeout answers 504 (LambdaConnectionTimeout), and EventBridge tries "
       "what "
       "takes longer than aws.events.target_timeout again (TIMEOUT)",
       kCall,
       {},
       {required_delay("latency", "by how much"), caller()}},
      {FaultType::api_throttle,
       "api_throttle",
       "an API call is throttled, with the service's own code: all calls, or those beyond a rate; "
       "of AWS's own services' calls, too (see api_error)",
       kCall,
       {},
       {{"rate", Kind::rate, "what still gets through; default: nothing"},
        {"burst", Kind::integer, "calls that get through at once; default: 1", false, 1, 1'000'000},
        caller()}},
  };
}

std::vector<FaultKind> ecs_kinds() {
  return {
      {FaultType::image_pull_failure,
       "image_pull_failure",
       "a task's image cannot be pulled: CannotPullContainerError",
       "a repository (AppRepository, AppRepository:v2), a task definition or a service",
       {kRepository, kTaskDefinition, kService},
       {{"reason", Kind::text, "what follows CannotPullContainerError: in the stopped reason"}}},
      {FaultType::capacity_unavailable,
       "capacity_unavailable",
       "Fargate has no room for another task",
       kAnyService,
       {kService},
       {{"reason", Kind::text, "what the service event tells; default: as AWS words it"}}},
      {FaultType::network_timeout,
       "network_timeout",
       "a task's network interface never becomes ready: the task stays PROVISIONING for "
       "aws.ecs.start.provisioning_timeout, then stops with TaskFailedToStart: Timeout waiting for "
       "network interface provisioning to complete.",
       "a service or a task definition",
       {kService, kTaskDefinition},
       {}},
      {FaultType::task_crash,
       "task_crash",
       "the essential containers of tasks end by themselves: when the fault begins, or `after`",
       "a service or a task definition",
       {kService, kTaskDefinition},
       {{"exit_code", Kind::integer, "as the shell counts it; default: 1", false, 0, 255},
        {"tasks",
         Kind::choice,
         "of those that are RUNNING when the fault begins; default: all",
         false,
         0,
         0,
         {"one", "all"}},
        {"after", Kind::delay,
         "instead: each task that becomes RUNNING in the fault's time crashes that much later"}}},
  };
}

std::vector<FaultKind> traffic_kinds() {
  return {
      {FaultType::health_check_slow,
       "health_check_slow",
       "a target group's health checks are answered late",
       kAnyGroup,
       {kTargetGroup},
       {required_delay("latency", "by how much; a check that takes longer than its timeout fails")},
       true},
      {FaultType::health_check_failing,
       "health_check_failing",
       "a target group's health checks are answered with an error: the target is asked, and its "
       "answer's status is replaced; a target that does not answer fails as it would anyway",
       kAnyGroup,
       {kTargetGroup},
       {{"status", Kind::integer, "the HTTP status instead; default: 503", false, 100, 599}},
       true},
      {FaultType::function_crash,
       "function_crash",
       "a function's process ends by itself",
       kAnyFunction,
       {kFunction},
       {{"exit_status", Kind::integer, "as the shell counts it; default: 1", false, 0, 255},
        {"phase",
         Kind::choice,
         "while it starts, or in an invocation; default: invoke",
         false,
         0,
         0,
         {"init", "invoke"}}},
       true},
      {FaultType::function_slow,
       "function_slow",
       "a function's invocations take longer",
       kAnyFunction,
       {kFunction},
       {required_delay("latency", "by how much; the function's timeout holds")},
       true},
  };
}

std::vector<FaultKind> event_kinds() {
  return {
      {FaultType::event_lost,
       "event_lost",
       "an event never reaches the rule it would match",
       kRuleOrSource,
       {kRule},
       {}},
      {FaultType::event_late,
       "event_late",
       "an event reaches the rule it matches late",
       kRuleOrSource,
       {kRule},
       {required_delay("delay", "by how much")}},
      {FaultType::event_doubled,
       "event_doubled",
       "an event reaches the rule it matches twice, with the same id",
       kRuleOrSource,
       {kRule},
       {{"delay", Kind::delay, "from the first time to the second; default: none"}}},
      {FaultType::event_reordered,
       "event_reordered",
       "an event is overtaken by the next one that the same rule matches",
       kRuleOrSource,
       {kRule},
       {{"patience", Kind::delay, "how long it waits for that one; default: 1m"}}},
      {FaultType::alarm_phase,
       "alarm_phase",
       "an alarm is evaluated at another second of the minute",
       "an alarm, by logical id or name",
       {kAlarm},
       {{"phase", Kind::duration, "the second of the minute, 0s to 59.999s", true, 0, 60}}},
  };
}

std::vector<FaultKind> make_kinds() {
  std::vector<FaultKind> kinds;
  for (auto& part : {api_kinds(), ecs_kinds(), traffic_kinds(), event_kinds()}) {
    kinds.insert(kinds.end(), part.begin(), part.end());
  }
  SPILLWAY_CHECK(kinds.size() == kFaultTypes);
  return kinds;
}

}  // namespace

std::span<const FaultKind> fault_kinds() {
  static const std::vector<FaultKind> kinds = make_kinds();
  return kinds;
}

const FaultKind& fault_kind(FaultType type) {
  return fault_kinds()[static_cast<std::size_t>(type)];
}

const FaultKind* find_fault_kind(std::string_view name) {
  const auto kinds = fault_kinds();
  const auto it = std::find_if(kinds.begin(), kinds.end(),
                               [&](const FaultKind& kind) { return kind.name == name; });
  return it == kinds.end() ? nullptr : &*it;
}

}  // namespace spillway::core
