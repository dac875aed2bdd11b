// Task definitions: what a task is made of, and the family by family store of them.
//
// Only Fargate with awsvpc networking. Secrets and volumes are refused by name. Owned by Estate;
// single-threaded.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/core/api_error.hpp"
#include "emulator/ecs/health_check.hpp"
#include "runtime/time.hpp"

namespace spillway::ecs {

/// What must have come about of another container before this one starts.
struct ContainerDependency {
  enum class Condition { start, complete, success, healthy };
  std::string container;
  Condition condition = Condition::start;
};

struct ContainerDefinition {
  std::string name;
  std::string image;
  bool essential = true;
  std::vector<std::uint16_t> ports;
  std::vector<std::string> entry_point;
  std::vector<std::string> command;
  std::map<std::string, std::string, std::less<>> environment;
  Duration stop_timeout = std::chrono::seconds(30);  ///< aws-facts E2
  /// How long others that depend on this one wait for it (`ecs:ContainerDefinition.startTimeout`).
  Duration start_timeout = std::chrono::minutes(3);
  std::optional<HealthCheck> health_check;
  std::vector<ContainerDependency> depends_on;
  std::string log_driver;  ///< "awslogs", or empty: no logs
  std::map<std::string, std::string, std::less<>> log_options;
  std::string log_group;  ///< of the driver awslogs, if it must be there already; else empty

  bool has_port(std::uint16_t port) const;
};

struct TaskDefinition {
  std::string arn;
  std::string family;
  std::int64_t revision = 0;
  std::string cpu;             ///< "256"
  std::string memory;          ///< "512"
  std::string execution_role;  ///< an ARN, or empty: what ECS itself acts under
  std::string task_role;       ///< an ARN, or empty: what the containers act under
  bool active = true;
  std::vector<ContainerDefinition> containers;
  Json shape;  ///< as DescribeTaskDefinition shows it, but for `status`

  const ContainerDefinition* container(const std::string& name) const;
};

/// Reads the parameters of RegisterTaskDefinition; arn and revision are still empty.
/// `other_health_checks`: also those of a container that are no HTTP request (see HealthCheck).
boost::system::result<TaskDefinition, core::ApiError> read_task_definition(
    const Json& params, bool other_health_checks);

class TaskDefinitions {
 public:
  /// Gives the definition its revision and ARN. `arn_prefix` ends in "task-definition/".
  std::shared_ptr<TaskDefinition> add(TaskDefinition definition, const std::string& arn_prefix);
  /// By "family" (its latest active revision), "family:revision" or ARN; null if there is none.
  std::shared_ptr<TaskDefinition> find(const std::string& reference) const;
  /// All ARNs in order of family and revision.
  std::vector<std::string> list(const std::string& family_prefix, bool active) const;

 private:
  std::map<std::string, std::vector<std::shared_ptr<TaskDefinition>>> families_;
};

}  // namespace spillway::ecs
