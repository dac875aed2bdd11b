// Faults that are badly written are refused with their place and the nearest name, before anything
// runs.
#include "tests/support/catch.hpp"
#include "tests/tools/harness/first_error.hpp"

using namespace spillway;
using Catch::Contains;

namespace {

// Without the file's name; the fault stands on line 6.
std::string error_of(const std::string& fault, const std::string& more = "") {
  const std::string text =
      "name: checked\ntemplate: failover.template.yaml\n"
      "code: {AppFunction: app, AppTask: app, ControllerFunction: controller}\n"
      "duration: 5m\nfaults:\n  - " +
      fault + "\n" + more;
  return harness::first_error(text);
}

}  // namespace

TEST_CASE("a fault's type is one that there is") {
  CHECK(error_of("{type: task_crsh, target: AppTask}") ==
        "6:12: faults[0].type: there is no fault 'task_crsh'\n  hint: did you mean 'task_crash'?");
  CHECK_THAT(error_of("{target: AppTask}"), Contains("faults[0].type: is missing"));
}

TEST_CASE("a fault's target is in the template, and of a type that the fault can strike") {
  CHECK(error_of("{type: task_crash, target: AppServise}") ==
        "6:32: faults[0].target: the template has no AWS::ECS::Service or "
        "AWS::ECS::TaskDefinition 'AppServise'\n  hint: did you mean 'AppService'?");
  CHECK_THAT(error_of("{type: function_crash, target: AppService}"),
             Contains("the template has no AWS::Lambda::Function 'AppService'"));
  CHECK_THAT(error_of("{type: image_pull_failure, target: 'Nowhere:v2'}"),
             Contains("'Nowhere:v2'"));
  CHECK_THAT(error_of("{type: event_lost, target: aws.cloudwach}"),
             Contains("did you mean 'aws.cloudwatch'?"));
  CHECK(error_of("{type: image_pull_failure, target: 'AppRepository:v2'}").empty());
  CHECK(error_of("{type: event_lost, target: my.program}").empty());
  CHECK(error_of("{type: task_crash}").empty());
}

TEST_CASE("a fault of API calls names a call, and a caller of the template") {
  CHECK_THAT(error_of("{type: api_throttle}"), Contains("faults[0].target: is missing"));
  CHECK_THAT(error_of("{type: api_throttle, target: UpdateService}"),
             Contains("'UpdateService' names no call"));
  CHECK_THAT(error_of("{type: api_throttle, target: 'ecs:UpdatService'}"),
             Contains("did you mean 'UpdateService'?"));
  const std::string head = "{type: api_throttle, target: 'ecs:*', attributes: {caller: ";
  CHECK_THAT(error_of(head + "Controller}}"),
             Contains("faults[0].attributes.caller: the template has no function or service "
                      "'Controller'"));
  CHECK(error_of(head + "AppFunction}}").empty());
  CHECK(error_of(head + "application-autoscaling}}").empty());  // as is any service that calls
}

TEST_CASE("a fault's attributes are those of its type, and of the right kind") {
  const std::string crash = "{type: task_crash, attributes: ";
  CHECK_THAT(error_of(crash + "{exit_kode: 1}}"),
             Contains("unknown key") && Contains("did you mean 'exit_code'?"));
  CHECK_THAT(error_of(crash + "{exit_code: many}}"),
             Contains("must be a whole number from 0 to 255"));
  CHECK_THAT(error_of(crash + "{tasks: some}}"), Contains("must be one of one, all"));
  CHECK_THAT(error_of("{type: health_check_slow}"),
             Contains("faults[0].attributes.latency: is missing"));
  CHECK_THAT(error_of("{type: health_check_slow, attributes: {latency: 5}}"),
             Contains("faults[0].attributes.latency"));
  CHECK_THAT(error_of("{type: alarm_phase, attributes: {phase: 60s}}"),
             Contains("must be shorter than 60s"));
  CHECK_THAT(
      error_of("{type: api_error, target: 'ecs:*', attributes: {error: ThrotlingException}}"),
      Contains("did you mean 'ThrottlingException'?"));
}

TEST_CASE("a fault has a time within the run, a probability, and a name of its own") {
  CHECK_THAT(error_of("{type: task_crash, at: 5m}"), Contains("begins after the end of the run"));
  CHECK_THAT(error_of("{type: task_crash, for: 0s}"), Contains("must take some time"));
  CHECK_THAT(error_of("{type: task_crash, probability: 1.5}"), Contains("must be from 0 to 1"));
  CHECK_THAT(error_of("{type: task_crash, probability: often}"), Contains("must be a number"));
  CHECK_THAT(error_of("{name: a, type: task_crash}", "  - {name: a, type: event_lost}\n"),
             Contains("a second fault is named 'a'"));
  CHECK_THAT(error_of("{call: 'ecs:*', error: X, type: api_error}"),
             Contains("faults[0].type: unknown key"));
}

TEST_CASE("a list of measured delays holds durations, one at least") {
  const auto latency = [](const std::string& value) {
    return error_of("{type: health_check_slow, attributes: {latency: " + value + "}}");
  };
  CHECK(latency("{empirical: [1s, 2s, 9s]}").empty());
  CHECK_THAT(latency("{empirical: []}"), Contains("must be a list of durations"));
  CHECK_THAT(latency("{empirical: [1s, 2]}"), Contains("latency.empirical[1]"));
  CHECK_THAT(latency("{empirical: [1s], uniform: [1s, 2s]}"),
             Contains("must hold one distribution"));
}

TEST_CASE("a task crashes when the fault begins or after its start, not both") {
  const std::string head = "{type: task_crash, target: AppService, attributes: ";
  CHECK(error_of(head + "{tasks: one}}").empty());
  CHECK(error_of(head + "{after: 20s}}").empty());
  CHECK(error_of(head + "{tasks: one, after: 20s}}") ==
        "6:64: faults[0].attributes.tasks: has no meaning beside `after`: each task that starts "
        "crashes then\n  hint: leave out one of the two");
}

TEST_CASE("a service by another of its names is told the one that calls have") {
  const std::pair<const char*, const char*> names[] = {
      {"elasticloadbalancing", "elbv2"},
      {"alb", "elbv2"},
      {"monitoring", "cloudwatch"},
      {"eventbridge", "events"},
      {"lamda", "lambda"},
      {"autoscaling", "application-autoscaling"},
  };
  for (const auto& [name, meant] : names) {
    CHECK_THAT(error_of("{type: api_throttle, target: '" + std::string(name) + ":*'}"),
               Contains("hint: did you mean '" + std::string(meant) + "'?"));
  }
  CHECK_THAT(error_of("{type: api_throttle, target: 'dynamodb:*'}"),
             Contains("hint: there are application-autoscaling, "));
}

TEST_CASE("where no name is near, those that there are are told") {
  CHECK_THAT(error_of("{type: event_lost, target: aws.s3}"),
             Contains("hint: the sources are aws.cloudwatch, aws.ecs, aws.ecr, aws.autoscaling"));
  CHECK_THAT(error_of("{type: function_crash, target: AppTask}"),
             Contains("hint: it has AppFunction, ControllerFunction"));
  CHECK_THAT(error_of("{type: api_throttle, target: 'ecs:*', attributes: {caller: Nobody}}"),
             Contains(", lambda, AppFunction, ControllerFunction, AppService"));
}
