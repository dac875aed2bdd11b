#include "controller/aws_ports.hpp"

#include <algorithm>

#include "runtime/check.hpp"

namespace spillway::controller {
namespace {

/// Of DescribeTasks (aws-facts E1).
constexpr std::size_t kTasksPerCall = 100;

CallError to_call_error(const char* action, const aws::Error& error) {
  return {action, error.code, error.message};
}

CallError unexpected_answer(const char* action) {
  return {action, aws::kClientError, "the answer has not the shape that AWS documents"};
}

// The text of a member; empty if it is missing or no text.
std::string text_of(const Json& object, const char* member) {
  const auto it = object.find(member);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// A list member; null if it is missing or no list.
const Json* list_of(const Json& object, const char* member) {
  const auto it = object.find(member);
  return it != object.end() && it->is_array() ? &*it : nullptr;
}

TaskSeen to_task(const Json& description) {
  TaskSeen task;
  task.arn = text_of(description, "taskArn");
  task.last_status = text_of(description, "lastStatus");
  if (const Json* containers = list_of(description, "containers")) {
    for (const Json& container : *containers) {
      task.container_states.push_back(text_of(container, "lastStatus"));
    }
  }
  return task;
}

}  // namespace

Task<CallResult<void>> AwsEcs::set_desired_count(std::string cluster, std::string service,
                                                 int count) {
  Json params = {{"cluster", cluster}, {"service", service}, {"desiredCount", count}};
  const aws::Result result = co_await client_.call("ecs", "UpdateService", std::move(params));
  if (!result) co_return to_call_error("ecs:UpdateService", result.error());
  co_return CallResult<void>();
}

Task<CallResult<std::vector<std::string>>> AwsEcs::list_tasks(std::string cluster) {
  constexpr const char* kAction = "ecs:ListTasks";
  std::vector<std::string> arns;
  std::string page;
  do {
    Json params = {{"cluster", cluster}};
    if (!page.empty()) params["nextToken"] = page;
    const aws::Result result = co_await client_.call("ecs", "ListTasks", std::move(params));
    if (!result) co_return to_call_error(kAction, result.error());
    const Json* listed = list_of(*result, "taskArns");
    if (listed == nullptr) co_return unexpected_answer(kAction);
    for (const Json& arn : *listed) {
      if (!arn.is_string()) co_return unexpected_answer(kAction);
      arns.push_back(arn.get<std::string>());
    }
    page = text_of(*result, "nextToken");
  } while (!page.empty());
  co_return arns;
}

Task<CallResult<std::vector<TaskSeen>>> AwsEcs::describe_tasks(std::string cluster,
                                                               std::vector<std::string> tasks) {
  constexpr const char* kAction = "ecs:DescribeTasks";
  SPILLWAY_CHECK(!tasks.empty());
  std::vector<TaskSeen> seen;
  for (std::size_t begin = 0; begin < tasks.size(); begin += kTasksPerCall) {
    Json chunk = Json::array();
    const std::size_t end = std::min(begin + kTasksPerCall, tasks.size());
    for (std::size_t i = begin; i < end; ++i) chunk.push_back(tasks[i]);
    Json params = {{"cluster", cluster}, {"tasks", std::move(chunk)}};
    const aws::Result result = co_await client_.call("ecs", "DescribeTasks", std::move(params));
    if (!result) co_return to_call_error(kAction, result.error());
    const Json* described = list_of(*result, "tasks");
    if (described == nullptr) co_return unexpected_answer(kAction);
    for (const Json& description : *described) seen.push_back(to_task(description));
  }
  co_return seen;
}

Task<CallResult<void>> AwsElb::set_weights(std::string listener_arn,
                                           std::vector<TargetGroupWeight> weights,
                                           int stickiness_seconds) {
  Json groups = Json::array();
  for (const TargetGroupWeight& group : weights) {
    Json entry = {{"TargetGroupArn", group.target_group_arn}, {"Weight", group.weight}};
    groups.push_back(std::move(entry));
  }
  Json config = {{"TargetGroups", std::move(groups)}};
  if (stickiness_seconds > 0) {
    config["TargetGroupStickinessConfig"] = {{"Enabled", true},
                                             {"DurationSeconds", stickiness_seconds}};
  }
  Json forward = {{"Type", "forward"}, {"ForwardConfig", std::move(config)}};
  Json params = {{"ListenerArn", listener_arn}, {"DefaultActions", Json::array()}};
  params["DefaultActions"].push_back(std::move(forward));
  const aws::Result result = co_await client_.call("elbv2", "ModifyListener", std::move(params));
  if (!result) co_return to_call_error("elbv2:ModifyListener", result.error());
  co_return CallResult<void>();
}

}  // namespace spillway::controller
