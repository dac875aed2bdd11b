// Estate: everything that Clusters owns, for the operations to work on. Internal to ecs.
#pragma once

#include <boost/system/result.hpp>
#include <map>
#include <string>

#include "emulator/core/api_error.hpp"
#include "emulator/ecs/fleet.hpp"
#include "emulator/ecs/scheduler.hpp"
#include "emulator/ecs/task_definition.hpp"
#include "emulator/ecs/task_faults.hpp"

namespace spillway::ecs {

struct Estate {
  Estate(core::Context& context, Settings settings, ContainerHost& host, TargetRegistrar& registrar,
         ImageRegistry& images);
  Estate(const Estate&) = delete;
  Estate& operator=(const Estate&) = delete;

  core::Context& context;
  const Settings settings;
  TargetRegistrar& registrar;
  TaskDefinitions definitions;
  std::map<std::string, Cluster> clusters;  ///< by name; deleted ones stay, inactive
  Rng rng;
  Fleet fleet;
  Scheduler scheduler;
  TaskFaults faults;

  /// By name or ARN, "default" if empty; ClusterNotFoundException.
  boost::system::result<Cluster*, core::ApiError> cluster(const std::string& reference);
  /// By name or ARN; null if the cluster has none of that name.
  Service* service(Cluster& cluster, const std::string& reference) const;
  /// An active definition, for something to run; ClientException.
  boost::system::result<std::shared_ptr<TaskDefinition>, core::ApiError> runnable_definition(
      const std::string& reference) const;
  /// As DescribeServices counts them, somewhat late; of one deployment, or of all if empty.
  TaskCounts count_tasks(const Service& service, const std::string& deployment_id) const;
  Json describe(const Service& service) const;
};

}  // namespace spillway::ecs
