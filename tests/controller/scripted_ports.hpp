// Ports that answer from a script, remember what they were asked, and take 100 ms of the runtime's
// time for a call. For tests of the shell in virtual time.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "controller/ports.hpp"

namespace spillway::testing {

class ScriptedPorts final : public controller::Ecs, public controller::Elb {
 public:
  explicit ScriptedPorts(Runtime& runtime) : runtime_(runtime) {}

  /// What the cluster's tasks look like at each further poll; the last state stays.
  std::deque<std::vector<controller::TaskSeen>> cluster_states = {{}};
  /// The action whose calls fail with ThrottlingException; empty: none.
  std::string failing;
  /// "ecs:UpdateService spillway web 1", ...
  std::vector<std::string> calls;

  Task<controller::CallResult<void>> set_desired_count(std::string cluster, std::string service,
                                                       int count) override {
    calls.push_back("ecs:UpdateService " + cluster + " " + service + " " + std::to_string(count));
    co_await sleep_for(runtime_, kCallTime);
    if (failing == "ecs:UpdateService") co_return throttled();
    co_return controller::CallResult<void>();
  }

  Task<controller::CallResult<std::vector<std::string>>> list_tasks(std::string cluster) override {
    calls.push_back("ecs:ListTasks " + cluster);
    co_await sleep_for(runtime_, kCallTime);
    if (failing == "ecs:ListTasks") co_return throttled();
    if (cluster_states.size() > 1) cluster_states.pop_front();
    std::vector<std::string> arns;
    for (const auto& task : cluster_states.front()) arns.push_back(task.arn);
    co_return arns;
  }

  Task<controller::CallResult<std::vector<controller::TaskSeen>>> describe_tasks(
      std::string cluster, std::vector<std::string> tasks) override {
    calls.push_back("ecs:DescribeTasks " + cluster + " " + std::to_string(tasks.size()));
    co_await sleep_for(runtime_, kCallTime);
    if (failing == "ecs:DescribeTasks") co_return throttled();
    co_return cluster_states.front();
  }

  Task<controller::CallResult<void>> set_weights(std::string listener_arn,
                                                 std::vector<controller::TargetGroupWeight> weights,
                                                 int stickiness_seconds) override {
    std::string call = "elbv2:ModifyListener " + listener_arn;
    for (const auto& group : weights) {
      call += " " + group.target_group_arn + "=" + std::to_string(group.weight);
    }
    if (stickiness_seconds > 0) call += " for " + std::to_string(stickiness_seconds) + " s";
    calls.push_back(std::move(call));
    co_await sleep_for(runtime_, kCallTime);
    if (failing == "elbv2:ModifyListener") co_return throttled();
    co_return controller::CallResult<void>();
  }

 private:
  static constexpr Duration kCallTime = std::chrono::milliseconds(100);

  controller::CallError throttled() const {
    return {failing, "ThrottlingException", "Rate exceeded"};
  }

  Runtime& runtime_;
};

}  // namespace spillway::testing
