// What ecs needs of its neighbours; the world implements it over the load balancer's model and over
// ecr. Single-threaded; the world owns the implementations, they outlive Clusters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spillway::ecs {

/// As DescribeTargetHealth tells it (aws-facts A5).
struct TargetHealth {
  std::string state;        ///< "initial", "healthy", "unhealthy", "draining", "unused", ...
  std::string reason;       ///< "Target.Timeout"; empty for healthy
  std::string description;  ///< "Request timed out"; empty for healthy
};

class TargetRegistrar {
 public:
  virtual ~TargetRegistrar() = default;
  /// Empty if a service may name the target group: it exists, is of type ip and belongs to a load
  /// balancer. Else the message of CreateService's InvalidParameterException.
  virtual std::string cannot_use(const std::string& target_group_arn) const = 0;
  virtual void register_target(const std::string& target_group_arn, const std::string& ip,
                               std::uint16_t port) = 0;
  /// Of an unknown target: does nothing.
  virtual void deregister_target(const std::string& target_group_arn, const std::string& ip,
                                 std::uint16_t port) = 0;
  /// A target that is not registered (any more) is "unused". Polled by ecs every
  /// Settings::target_poll; Clusters::target_changed makes it look at once.
  virtual TargetHealth target_health(const std::string& target_group_arn, const std::string& ip,
                                     std::uint16_t port) const = 0;
};

/// Whether Fargate has room for another task; what breaks the cloud on purpose implements it.
class FargateCapacity {
 public:
  virtual ~FargateCapacity() = default;
  /// Empty if a task can be placed now; else why not, what follows "was unable to place a task.
  /// Reason: ". Asked whenever a task is to be placed; nobody needs to tell when it changes.
  /// `group` is the task's: "service:<name>" or "family:<name>".
  virtual std::string unavailable(const std::string& group) const = 0;
};

/// Where containers' logs go (awslogs).
class TaskLogs {
 public:
  virtual ~TaskLogs() = default;
  /// Is there a log group of that name? A container cannot start without its own.
  virtual bool group_exists(const std::string& name) = 0;
  /// Makes group and stream if they are not there.
  virtual void write(const std::string& group, const std::string& stream,
                     std::string_view line) = 0;
};

struct ImageLookup {
  enum class Kind {
    found,
    not_found,  ///< of this account's registry, but no such repository, tag or digest
    foreign,    ///< of another registry: taken to exist, Settings::foreign_image_bytes large
  };
  Kind kind = Kind::not_found;
  std::int64_t compressed_bytes = 0;
  std::string digest;  ///< "sha256:..." if found
};

class ImageRegistry {
 public:
  virtual ~ImageRegistry() = default;
  virtual ImageLookup find(const std::string& image_uri) const = 0;
};

}  // namespace spillway::ecs
