// Fleet: all tasks of an account: makes them, finds them, forgets them an hour after their end.
//
// Owned by Estate; single-threaded.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/core/ids.hpp"
#include "emulator/ecs/task_run.hpp"

namespace spillway::ecs {

/// What a new task is made from.
struct LaunchOrder {
  std::string cluster;  ///< name
  std::string cluster_arn;
  std::string group;
  std::string service;
  std::string started_by;
  std::string deployment_id;
  std::shared_ptr<const TaskDefinition> definition;
  NetworkConfiguration network;
  std::vector<LoadBalancer> load_balancers;
  Json overrides = Json::object();
};

class Fleet {
 public:
  explicit Fleet(TaskPorts ports);
  /// Null: every log group is there.
  void use_logs(TaskLogs* logs) { ports_.logs = logs; }

  TaskRun& launch(const LaunchOrder& order);
  /// Gives its address back, and forgets the task when nobody may ask for it any more.
  void retire(const TaskRun& task);

  /// Null if there is none of that id in the cluster.
  TaskRun* find(const std::string& cluster_arn, const std::string& id) const;
  /// By its private address; null if no task has it.
  TaskRun* at(const std::string& ip) const;
  /// The oldest first.
  const std::vector<std::unique_ptr<TaskRun>>& all() const { return tasks_; }
  /// Those of a service that are not STOPPED, the oldest first.
  std::vector<TaskRun*> of_service(const std::string& cluster_arn,
                                   const std::string& service) const;

  void note_logical_id(const std::string& task_definition, const std::string& logical_id);

 private:
  NetworkInterface make_network(const NetworkConfiguration& configuration);
  std::string free_address();
  std::string logical_id_of(const TaskDefinition& definition) const;

  TaskPorts ports_;
  core::IdSource ids_;
  std::vector<std::unique_ptr<TaskRun>> tasks_;
  std::map<std::string, TaskRun*> by_ip_;
  std::map<std::string, std::string> logical_ids_;
  std::uint32_t addresses_given_ = 0;
  std::size_t networks_made_ = 0;
};

}  // namespace spillway::ecs
