// Services and clusters: plain data, written by the operations and the scheduler.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "emulator/ecs/service_events.hpp"
#include "emulator/ecs/task_record.hpp"
#include "runtime/runtime.hpp"

namespace spillway::ecs {

enum class Rollout { in_progress, completed, failed };

struct Deployment {
  std::string id;  ///< "ecs-svc/<19 digits>"
  std::shared_ptr<const TaskDefinition> definition;
  NetworkConfiguration network;
  std::vector<LoadBalancer> load_balancers;  ///< the service's while this one is PRIMARY
  WallTime created_at;
  WallTime updated_at;
  Rollout rollout = Rollout::in_progress;
  std::string reason;         ///< rolloutStateReason
  int failed_tasks = 0;       ///< in a row, until a task is healthy
  int failures_in_a_row = 0;  ///< tasks that never reached RUNNING
  TimePoint not_before{};     ///< the service throttle: no start until then
};

/// As DescribeServices counts tasks: pending is everything before RUNNING.
struct TaskCounts {
  int running = 0;
  int pending = 0;
};

/// Ends a deployment whose tasks keep failing (aws-facts E2).
struct CircuitBreaker {
  bool enable = false;
  bool rollback = false;
};

enum class ServiceStatus { active, draining, inactive };

struct Service {
  std::string name;
  std::string arn;
  std::string cluster;  ///< name
  std::string cluster_arn;
  std::string created_by;
  ServiceStatus status = ServiceStatus::active;
  std::int64_t desired_count = 0;
  std::int64_t maximum_percent = 200;          ///< rounded down
  std::int64_t minimum_healthy_percent = 100;  ///< rounded up
  CircuitBreaker circuit_breaker;
  std::int64_t grace_period_s = 0;
  std::vector<LoadBalancer> load_balancers;
  std::vector<Deployment> deployments;  ///< never empty; the first is PRIMARY
  WallTime created_at;
  ServiceEvents events;

  // The scheduler's notes.
  bool steady = false;           ///< told since the last change
  TimerId tick = TimerId::none;  ///< it will act
  TimePoint tick_at{};
  bool tick_is_callers = false;  ///< it will act because of an API call
  bool tick_waits = false;       ///< it only waits for the PRIMARY deployment's not_before
  TimerId poll = TimerId::none;
  std::set<std::string> told_unhealthy;  ///< ids of tasks

  Deployment& primary() { return deployments.front(); }
  const Deployment& primary() const { return deployments.front(); }
};

struct Cluster {
  std::string name;
  std::string arn;
  bool active = true;
  /// The newest of each name; a deleted one stays, INACTIVE.
  std::map<std::string, std::unique_ptr<Service>> services;
};

}  // namespace spillway::ecs
