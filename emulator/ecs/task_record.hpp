// What is known of a task: plain data, written by TaskRun only, read by the scheduler and the API.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ecs/task_definition.hpp"
#include "runtime/time.hpp"

namespace spillway::ecs {

/// lastStatus, in the order of a task's life (aws-facts E1).
enum class TaskStatus {
  provisioning,
  pending,
  activating,
  running,
  deactivating,
  stopping,
  deprovisioning,
  stopped
};

std::string_view name_of(TaskStatus status);  ///< "PROVISIONING"

/// A value that the eventually consistent calls see some time after it was set (aws-facts E1).
template <class T>
class Lagged {
 public:
  explicit Lagged(T value) : value_(value), before_(value) {}
  void set(T value, TimePoint now, Duration lag) {
    before_ = seen(now);
    value_ = value;
    seen_from_ = now + lag;
  }
  T seen(TimePoint now) const { return now >= seen_from_ ? value_ : before_; }

 private:
  T value_;
  T before_;
  TimePoint seen_from_{};
};

struct LoadBalancer {
  std::string target_group_arn;
  std::string container_name;
  std::uint16_t container_port = 0;
  friend bool operator==(const LoadBalancer&, const LoadBalancer&) = default;
};

struct NetworkConfiguration {
  std::vector<std::string> subnets;
  std::vector<std::string> security_groups;
  bool assign_public_ip = false;
  friend bool operator==(const NetworkConfiguration&, const NetworkConfiguration&) = default;
};

/// Of the task's network interface.
struct NetworkInterface {
  std::string attachment_id;
  std::string id;
  std::string mac;
  std::string subnet;
  std::string ip;
};

struct ContainerRecord {
  std::string arn;
  std::string runtime_id;
  std::string image_digest;
  std::string last_status = "PENDING";
  std::string health_status = "UNKNOWN";  ///< "HEALTHY" or "UNHEALTHY" by the container's own check
  std::optional<int> exit_code;
  std::string reason;
  std::optional<TimePoint> started_at;
};

/// Which list of ListTasks a task stands in.
enum class Listing { none, running, stopped };

struct TaskRecord {
  std::string id;  ///< 32 hex digits
  std::string arn;
  std::string cluster_arn;
  std::string group;          ///< "service:<name>" or "family:<name>"
  std::string service;        ///< empty for a task of RunTask
  std::string started_by;     ///< the deployment's id, or what RunTask says
  std::string deployment_id;  ///< empty for a task of RunTask
  std::string logical_id;
  std::shared_ptr<const TaskDefinition> definition;  ///< with RunTask's overrides
  Json overrides = Json::object();                   ///< as RunTask was given them
  std::vector<LoadBalancer> load_balancers;
  NetworkInterface network;

  TaskStatus last_status = TaskStatus::provisioning;
  bool wanted = true;  ///< desiredStatus RUNNING; false: STOPPED
  bool reached_running = false;
  std::string stop_code;
  std::string stopped_reason;
  std::int64_t version = 0;
  std::vector<ContainerRecord> containers;  ///< in the order of the definition's

  WallTime created_at;
  TimePoint running_since{};  ///< if reached_running
  std::optional<WallTime> connectivity_at;
  std::optional<WallTime> pull_started_at;
  std::optional<WallTime> pull_stopped_at;
  std::optional<WallTime> started_at;
  std::optional<WallTime> stopping_at;
  std::optional<WallTime> execution_stopped_at;
  std::optional<WallTime> stopped_at;

  Lagged<TaskStatus> seen_status{TaskStatus::provisioning};
  Lagged<Listing> seen_listing{Listing::none};
};

/// By the health checks of the essential containers: "UNHEALTHY" if one is, "HEALTHY" if all that
/// have a check are, else "UNKNOWN" (`ecs:Task.healthStatus`).
std::string_view health_of(const TaskRecord& task);
/// An essential container has a health check.
bool has_health_checks(const TaskDefinition& definition);

}  // namespace spillway::ecs
