// What the controller needs of AWS. Ports are abstract so that tests can script them; aws_ports.hpp
// has the real ones. Owned by the ControllerProgram; they outlive the controller's tasks.
#pragma once

#include <string>
#include <vector>

#include "controller/api_call.hpp"
#include "runtime/task.hpp"

namespace spillway::controller {

class Ecs {
 public:
  virtual ~Ecs() = default;
  virtual Task<CallResult<void>> set_desired_count(std::string cluster, std::string service,
                                                   int count) = 0;
  /// ARNs of all tasks that are meant to run (aws-facts E1), through all pages.
  virtual Task<CallResult<std::vector<std::string>>> list_tasks(std::string cluster) = 0;
  /// Tasks that ECS does not find are left out. Precondition: `tasks` is not empty; AWS refuses
  /// that.
  virtual Task<CallResult<std::vector<TaskSeen>>> describe_tasks(
      std::string cluster, std::vector<std::string> tasks) = 0;
};

struct TargetGroupWeight {
  std::string target_group_arn;
  int weight = 0;
};

class Elb {
 public:
  virtual ~Elb() = default;
  /// Replaces the listener's default actions by one that forwards with these weights. A group that
  /// is not named is dropped (aws-facts A1, H15), and so is the stickiness of clients to groups
  /// unless it is given.
  virtual Task<CallResult<void>> set_weights(std::string listener_arn,
                                             std::vector<TargetGroupWeight> weights,
                                             int stickiness_seconds) = 0;
};

}  // namespace spillway::controller
