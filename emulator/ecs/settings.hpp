// Settings: what AWS decides about ECS on Fargate. A plain value; the scenario's `aws.ecs` fills
// it.
#pragma once

#include <cstdint>
#include <optional>

#include "emulator/core/delay.hpp"

namespace spillway::ecs {

struct Settings {
  struct Start {
    /// In PROVISIONING, until the network interface is ready and the pull begins. aws-facts E3
    core::Delay provisioning =
        core::Delay::uniform(std::chrono::seconds(8), std::chrono::seconds(15));
    /// A network interface that takes longer makes the task fail to start. aws-facts E2 "Timeout
    /// waiting for network interface provisioning to complete."; the amount UNSOURCED
    Duration provisioning_timeout = std::chrono::minutes(3);
    /// Until connectivityAt, within PROVISIONING; only a time stamp. aws-facts E3 case a
    core::Delay connectivity = Duration(std::chrono::milliseconds(4900));
    /// The whole pull, instead of pull_setup + size / pull_bandwidth.
    std::optional<core::Delay> pull;
    /// Before the first byte of an image. aws-facts E3
    core::Delay pull_setup = Duration(std::chrono::seconds(2));
    /// From the end of the pull to the running process. aws-facts E3 "container start"
    core::Delay boot = Duration(std::chrono::seconds(2));
    /// In ACTIVATING, from the target's registration to RUNNING. aws-facts E3
    core::Delay activating = core::Delay::uniform(std::chrono::seconds(1), std::chrono::seconds(8));
  };
  struct Stop {
    /// From "has stopped n running tasks" to the target's deregistration. aws-facts E2, observed
    /// 9.6 s (2026)
    core::Delay deregistering = Duration(std::chrono::milliseconds(9600));
    /// The network interface's detachment. aws-facts E3: 22.6 to 23.3 s
    core::Delay deprovisioning =
        core::Delay::uniform(std::chrono::milliseconds(22600), std::chrono::milliseconds(23300));
  };

  Start start;
  Stop stop;

  /// From a change that the scheduler has to act upon to its act. aws-facts E2
  core::Delay scheduler_reaction =
      core::Delay::uniform(std::chrono::seconds(5), std::chrono::seconds(15));
  /// Bytes a second, compressed; several containers' images one after the other. aws-facts E3:
  /// 25 to 60 MB/s
  double pull_bandwidth = 40e6;
  /// Compressed size of an image that is not in this account's registry. UNSOURCED
  std::int64_t foreign_image_bytes = 70'000'000;
  /// The target is registered at the start of ACTIVATING; false: when RUNNING. aws-facts E2
  bool register_before_running = true;
  /// A task whose essential containers have health checks stays ACTIVATING until their first
  /// verdict and is registered then: in aws-facts E3 case e 13 s passed between process and
  /// registration. That it is the verdict they were spent on is UNSOURCED
  bool register_after_health_verdict = true;
  /// Health check commands of containers that are no HTTP request succeed from this time after the
  /// container's start on, and fail before; unset: such commands are refused by name.
  std::optional<Duration> health_passes_after;
  /// How often ECS asks the load balancer for the health of its targets. UNSOURCED
  Duration target_poll = std::chrono::seconds(5);
  /// How old what ListTasks and DescribeServices tell may be. aws-facts E1; the amount UNSOURCED
  core::Delay list_tasks_lag =
      core::Delay::uniform(std::chrono::seconds(0), std::chrono::seconds(1));

  /// Service throttle: after this many tasks in a row that never reached RUNNING, ... UNSOURCED
  int start_failures_before_backoff = 3;
  /// ... the next waits this long, then twice as long each time ... UNSOURCED
  Duration start_backoff_first = std::chrono::seconds(30);
  /// ... up to this. aws-facts E2
  Duration start_backoff_max = std::chrono::minutes(15);

  /// After a task could not be placed, until the scheduler tries again. UNSOURCED
  Duration placement_retry = std::chrono::minutes(1);

  /// Tasks that Fargate launches at once, and a second, in an account. aws-facts E2
  double launch_burst = 100;
  double launch_per_second = 20;

  /// Identical service events are told once in this time. aws-facts E2
  Duration event_repeat = std::chrono::hours(6);
  /// How long a stopped task can be described. aws-facts E1
  Duration stopped_task_retention = std::chrono::hours(1);
};

}  // namespace spillway::ecs
