// A template whose roles do not do for what runs under them fails here as it would in AWS.
#include "tests/emulator/world/failover_world.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using testing::FailoverWorld;

namespace {

// Why the service's first task stopped, with one edit of the template; empty if it runs.
std::string stopped_because(const FailoverWorld::Edit& edit) {
  FailoverWorld world;
  const auto stack = world.deploy({}, {{"DesiredCount: 0", "DesiredCount: 1"}, edit});
  if (!stack) FAIL(stack.error().front().to_string());
  world.rt.run_for(2min);
  for (const core::Event& event : world.events) {
    if (event.name != "ecs.task_state_changed") continue;
    if (event.data["stop_code"] == "TaskFailedToStart") return event.data["reason"];
    if (event.data["to"] == "RUNNING") return "";
  }
  return "no task at all";
}

}  // namespace

TEST_CASE("a task starts under roles that ECS may assume and that allow what it needs") {
  CHECK(stopped_because({"awslogs-group", "awslogs-group"}) == "");
  CHECK_THAT(
      stopped_because({"ecs-tasks.amazonaws.com", "lambda.amazonaws.com"}),
      Catch::StartsWith("ECS was unable to assume the role 'arn:aws:iam::123456789012:role/"));
  CHECK_THAT(
      stopped_because({"AmazonECSTaskExecutionRolePolicy", "AWSLambdaBasicExecutionRole"}),
      Catch::StartsWith("ResourceInitializationError: unable to pull secrets or registry auth") &&
          Catch::Contains("is not authorized to perform: ecr:GetAuthorizationToken on "
                          "resource: * because no identity-based policy allows"));
}

TEST_CASE("a task's log group must be there") {
  CHECK_THAT(stopped_because({"awslogs-group: !Ref AppLogGroup", "awslogs-group: /nowhere"}),
             Catch::Contains("ResourceNotFoundException: The specified log group does not exist."));
}

TEST_CASE("a function's role must trust Lambda") {
  FailoverWorld world;
  const auto stack = world.deploy({}, {{"lambda.amazonaws.com", "ecs-tasks.amazonaws.com"}});
  REQUIRE_FALSE(stack);
  CHECK_THAT(stack.error().front().message,
             Catch::Contains("The role defined for the function cannot be assumed by Lambda."));
}
