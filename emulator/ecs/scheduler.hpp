// Scheduler: the service scheduler: keeps each service at its desired count (aws-facts E2).
//
// It looks at a service whenever something about it changes, and at every poll of its targets'
// health; if there is something to do, it acts one reaction time later, in a tick. Owned by Estate;
// single-threaded.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/ecs/fleet.hpp"
#include "emulator/ecs/plan.hpp"
#include "emulator/ecs/service.hpp"

namespace spillway::ecs {

/// What a service tells when its tasks do not start.
inline constexpr char kStartsImpaired[] = "is unable to consistently start tasks successfully.";

class Scheduler final : public TaskObserver {
 public:
  /// `clusters` and `fleet` outlive it.
  Scheduler(core::Context& context, const Settings& settings, TargetRegistrar& registrar,
            std::map<std::string, Cluster>& clusters, Fleet& fleet);

  /// A service was created: polls it from now on, and acts.
  void adopt(Service& service);
  /// An API call changed the service: what the scheduler does about it is caused by that call.
  void caller_changed(Service& service);
  /// Something about the service may have changed.
  void look(Service& service);
  /// Adds an empty deployment in front, which becomes the PRIMARY one; with the load balancers that
  /// the service has now.
  void deploy(Service& service, std::shared_ptr<const TaskDefinition> definition,
              NetworkConfiguration network);
  /// Null: there is always room.
  void use_capacity(const FargateCapacity* capacity) { capacity_ = capacity; }
  /// Empty, or why no task of the group can be placed now.
  std::string no_capacity(const std::string& group) const {
    return capacity_ == nullptr ? std::string() : capacity_->unavailable(group);
  }
  /// How many of the wanted tasks Fargate launches now, of services and of RunTask: a rate of the
  /// account (aws-facts E2).
  std::int64_t take_launches(std::int64_t wanted);
  /// Back, as they were not used.
  void return_launches(std::int64_t taken) { launches_ += static_cast<double>(taken); }
  /// The service that a task belongs to; null for a task of RunTask.
  Service* service_of(const TaskRecord& task) const;

  // TaskObserver
  void task_changed(TaskRun& task) override;
  void task_stopping(TaskRun& task) override;
  void target_registered(TaskRun& task, const std::string& target_group_arn) override;
  void target_deregistered(TaskRun& task, const std::string& target_group_arn) override;
  void task_health_changed(TaskRun& task) override;

 private:
  struct Verdict {
    TaskHealth health = TaskHealth::starting;
    const LoadBalancer* target = nullptr;  // the unhealthy one; null: the task's own checks
    std::string reason;
  };
  /// How a service stands: its wanted tasks, in step with the input of the plan.
  struct Standing {
    std::vector<TaskRun*> tasks;
    std::vector<Verdict> verdicts;
    PlanInput input;
    bool gone = false;  // no task is left in any state
  };
  struct TargetNews {
    std::string cluster_arn, service, deployment_id, target_group_arn;
    bool registered = true;
    auto operator<=>(const TargetNews&) const = default;
  };

  Runtime& runtime() const { return context_.runtime; }
  Standing standing(const Service& service) const;
  Verdict judge(const Service& service, const TaskRecord& task) const;
  void schedule(Service& service, TimePoint at, bool callers);
  void poll(Service& service);
  void tick(Service& service);
  void act(Service& service);
  /// What is to be done; less what has to wait or will not be done at all.
  Plan allowed_plan(const Service& service, const Standing& now) const;
  void stop_tasks(Service& service, const Standing& now, const Plan& plan);
  void tell_unhealthy(Service& service, const Standing& now);
  void start_tasks(Service& service, std::int64_t wanted);
  bool place(Service& service, std::int64_t wanted);
  void announce_steady(Service& service);
  void count_failure(Service& service, const TaskRecord& task);
  void note_healthy(Service& service, const Standing& now);
  bool breaker_opens(const Service& service) const;
  void fail_deployment(Service& service);
  void roll_back(Service& service, std::size_t to);
  void roll_out(Service& service, Deployment& deployment, Rollout state, std::string reason);
  void note_target(const TaskRun& task, const std::string& target_group_arn, bool registered);
  void tell_targets();
  void tell(Service& service, const std::string& message,
            ServiceEvents::Repeat repeat = ServiceEvents::Repeat::if_not_newest);
  void publish_action(const Service& service, const std::string& message);
  void publish(const Service& service, const char* type, const char* severity, Json detail);

  core::Context& context_;
  const Settings& settings_;
  TargetRegistrar& registrar_;
  std::map<std::string, Cluster>& clusters_;
  Fleet& fleet_;
  const FargateCapacity* capacity_ = nullptr;
  Rng rng_;
  core::IdSource ids_;
  bool acting_ = false;  // within a tick: what the tasks report is not looked at
  std::map<TargetNews, int> target_news_;
  double launches_;  // tokens of the Fargate launch rate
  TimePoint launches_at_{};
};

}  // namespace spillway::ecs
