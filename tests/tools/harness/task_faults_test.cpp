// The faults that strike tasks and their targets, each seen through a whole run.
#include "tests/tools/harness/faulty_run.hpp"

using namespace spillway;
using namespace spillway::testing;

namespace {

const std::string kNoRoom =
    "was unable to place a task. Reason: Capacity is unavailable at this time. Please try again "
    "later or in a different availability zone.";

bool told(const harness::RunRecord& record, const std::string& message) {
  const auto events = events_of(record, "ecs.service_event");
  return std::any_of(events.begin(), events.end(), [&](const core::Event& event) {
    return event.data["message"].get<std::string>().ends_with(message);
  });
}

}  // namespace

TEST_CASE("image_pull_failure stops tasks with CannotPullContainerError") {
  const std::string target =
      GENERATE("AppRepository", "'AppRepository:latest'", "AppTask", "AppService");
  const auto record = run_with("  - {name: p, type: image_pull_failure, target: " + target +
                               ", attributes: {reason: no route to the registry}}\n");
  CHECK(count(record, "fault.injected", {{"name", "p"}}) >= 1);
  const auto stopped = first(record, "ecs.task_state_changed", {{"to", "STOPPED"}});
  CHECK(stopped.data["stop_code"] == "TaskFailedToStart");
  CHECK(stopped.data["reason"] == "CannotPullContainerError: no route to the registry");
  CHECK(count(record, "ecs.container_state_changed", {{"to", "RUNNING"}}) == 0);
}

TEST_CASE("image_pull_failure of another tag or repository leaves an image alone") {
  const std::string target = GENERATE("'AppRepository:v9'", "ControllerRepository");
  const auto record = run_with("  - {name: p, type: image_pull_failure, target: " + target + "}\n");
  CHECK(count(record, "fault.injected") == 0);
  CHECK(count(record, "ecs.container_state_changed", {{"to", "RUNNING"}}) == 1);
}

TEST_CASE("capacity_unavailable keeps tasks from being placed until it ends") {
  const auto record =
      run_with("  - {name: c, type: capacity_unavailable, target: AppService, for: 4m}\n", kLong);
  CHECK(told(record, kNoRoom));
  CHECK(count(record, "fault.injected", {{"name", "c"}}) >= 1);
  CHECK(at(first(record, "ecs.task_state_changed", {{"to", "PROVISIONING"}})) > 240);
}

TEST_CASE("E2.33 network_timeout stops tasks that waited for their network interface") {
  const std::string target = GENERATE("AppTask", "AppService");
  const auto record =
      run_with("  - {name: n, type: network_timeout, target: " + target + "}\n", kLong);
  const auto fault = first(record, "fault.injected", {{"name", "n"}});
  const auto begun = first(record, "ecs.task_state_changed", {{"to", "PROVISIONING"}});
  const auto ended = first(record, "ecs.task_state_changed", {{"to", "DEPROVISIONING"}});
  CHECK(ended.data["from"] == "PROVISIONING");
  CHECK(at(ended) - at(begun) == Approx(180));
  CHECK(follows_from(record, ended, fault));
  const auto stopped = first(record, "ecs.task_state_changed", {{"to", "STOPPED"}});
  CHECK(stopped.data["stop_code"] == "TaskFailedToStart");
  CHECK(stopped.data["reason"] ==
        "Timeout waiting for network interface provisioning to complete.");
  CHECK(count(record, "ecs.container_state_changed", {{"to", "RUNNING"}}) == 0);
}

TEST_CASE("network_timeout that begins after the task has its interface leaves it alone") {
  const auto record =
      run_with("  - {name: n, type: network_timeout, target: AppService, at: 6m}\n", kLong);
  CHECK(count(record, "fault.injected") == 0);
  CHECK(count(record, "ecs.container_state_changed", {{"to", "RUNNING"}}) == 1);
}

TEST_CASE("task_crash ends the running tasks when it begins") {
  const auto record = run_with(
      "  - {name: c, type: task_crash, target: AppTask, at: 5m, attributes: {exit_code: 139}}\n",
      kLong);
  const auto fault = first(record, "fault.injected");
  CHECK(at(fault) == 300);
  const auto ended = first(record, "ecs.container_state_changed", {{"to", "STOPPED"}});
  CHECK(ended.t == fault.t);
  CHECK(ended.data["exit_code"] == 139);
  CHECK(follows_from(record, ended, fault));
  const auto stopped = first(record, "ecs.task_state_changed", {{"to", "STOPPED"}});
  CHECK(stopped.data["stop_code"] == "EssentialContainerExited");
  CHECK(count(record, "ecs.task_state_changed", {{"to", "PROVISIONING"}}) == 2);
}

TEST_CASE("task_crash of one task leaves the others") {
  const std::string fault =
      "  - {name: c, type: task_crash, target: AppService, at: 5m, attributes: {tasks: ";
  const auto one = run_with(fault + "one}}\n", kLong, ", DesiredCount: 3");
  CHECK(count(one, "ecs.container_state_changed", {{"to", "STOPPED"}}) == 1);
  const auto all = run_with(fault + "all}}\n", kLong, ", DesiredCount: 3");
  CHECK(count(all, "ecs.container_state_changed", {{"to", "STOPPED"}}) == 3);
}

TEST_CASE("task_crash after a time crashes each task that long after it became RUNNING") {
  const auto record =
      run_with("  - {name: c, type: task_crash, attributes: {after: 20s, exit_code: 0}}\n", kLong);
  const auto running = events_of(record, "ecs.task_state_changed", {{"to", "RUNNING"}});
  const auto crashed = events_of(record, "fault.injected");
  REQUIRE(crashed.size() >= 2);
  for (std::size_t i = 0; i < crashed.size(); ++i) {
    CHECK(at(crashed[i]) - at(running[i]) == Approx(20));
  }
  CHECK(first(record, "ecs.container_state_changed", {{"to", "STOPPED"}}).data["exit_code"] == 0);
}

TEST_CASE("health_check_failing makes targets unhealthy with the status it names") {
  const auto record = run_with(
      "  - {name: h, type: health_check_failing, target: EcsTargetGroup,\n"
      "     attributes: {status: 500}}\n",
      kLong);
  const auto change = first(record, "elbv2.target_health_changed", {{"to", "unhealthy"}});
  CHECK(change.data["reason"] == "Target.ResponseCodeMismatch");
  CHECK(count(record, "fault.injected", {{"name", "h"}}) >= 2);
  CHECK(count(record, "elbv2.target_health_changed", {{"to", "healthy"}}) == 0);
}

TEST_CASE("health_check_slow fails a check that takes longer than its timeout, and no other") {
  const std::string fault =
      "  - {name: h, type: health_check_slow, target: EcsTargetGroup, attributes: {latency: ";
  const auto slow = run_with(fault + "6s}}\n", kLong);
  const auto change = first(slow, "elbv2.target_health_changed", {{"to", "unhealthy"}});
  CHECK(change.data["reason"] == "Target.Timeout");

  const auto bearable = run_with(fault + "4s}}\n", kLong);
  CHECK(count(bearable, "elbv2.target_health_changed", {{"to", "unhealthy"}}) == 0);
  const auto initial = first(bearable, "elbv2.target_health_changed", {{"to", "initial"}});
  const auto healthy = first(bearable, "elbv2.target_health_changed", {{"to", "healthy"}});
  CHECK(at(healthy) - at(initial) > 4);
}
