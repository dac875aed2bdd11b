// TaskRun: the life of one task, from PROVISIONING to STOPPED (aws-facts E1-E3).
//
// Owned by Estate, which keeps it for an hour after its end. The way up and the way down are
// coroutines; stop() kills the one and starts the other from wherever the task stands.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/ecs/container_health.hpp"
#include "emulator/ecs/ports.hpp"
#include "emulator/ecs/settings.hpp"
#include "emulator/ecs/task_container.hpp"
#include "emulator/ecs/task_record.hpp"
#include "runtime/task.hpp"

namespace spillway::ecs {

class TaskRun;

/// Told of what happens to a task, from within it: must not call back into the task, only schedule.
class TaskObserver {
 public:
  virtual ~TaskObserver() = default;
  /// lastStatus changed.
  virtual void task_changed(TaskRun& task) = 0;
  /// desiredStatus became STOPPED, for the reason that stands in the record.
  virtual void task_stopping(TaskRun& task) = 0;
  virtual void target_registered(TaskRun& task, const std::string& target_group_arn) = 0;
  virtual void target_deregistered(TaskRun& task, const std::string& target_group_arn) = 0;
  /// A container became healthy or unhealthy.
  virtual void task_health_changed(TaskRun& task) = 0;
};

/// What every task of an account needs. All outlive the tasks.
struct TaskPorts {
  core::Context& context;
  const Settings& settings;
  ContainerHost& host;
  TargetRegistrar& registrar;
  ImageRegistry& images;
  TaskObserver& observer;
  Rng& rng;
  TaskLogs* logs = nullptr;  ///< null: every log group is there
};

class TaskRun {
 public:
  TaskRun(TaskPorts& ports, TaskRecord record);
  TaskRun(const TaskRun&) = delete;
  TaskRun& operator=(const TaskRun&) = delete;

  const TaskRecord& record() const { return record_; }

  /// Enters PROVISIONING. Call once.
  void begin();
  /// Sets desiredStatus STOPPED and begins the way down. Does nothing the second time.
  void stop(const std::string& code, const std::string& reason);
  /// A request to the task's network interface.
  void send(std::uint16_t port, HttpRequest request, SendDone done);
  Located locate(std::uint16_t port) const;
  /// Its essential containers end by themselves.
  void crash(int exit_code);
  /// The health of its targets may have changed.
  void look_at_targets();

 private:
  /// Not on the network (any more).
  bool is_away() const;
  /// The container to which a request to that port goes; null: none.
  TaskContainer* listening_on(std::uint16_t port) const;
  Runtime& runtime() const { return ports_.context.runtime; }
  Duration sample(const core::Delay& delay) { return delay.sample(ports_.rng); }
  WallTime wall_now() const { return runtime().wall_now(); }

  // The way up.
  Task<void> start_life();
  Task<bool> provision();
  bool network_fault();
  Task<bool> pull();
  std::string host_refuses() const;
  Task<bool> start_containers();
  void start_container(std::size_t index);
  Task<void> until_progress(std::optional<TimePoint> latest);
  bool health_is_known() const;
  void register_targets();
  ContainerSpec spec_of(std::size_t index) const;
  void add_surroundings(ContainerSpec& spec, std::size_t index) const;
  bool started(std::size_t index);

  // The way down.
  void mark_stopping(const std::string& code, const std::string& reason);
  void begin_stop();
  Task<void> stop_life();
  Task<void> leave_targets();
  Task<void> until_unused();
  Task<void> stop_containers();
  void container_exited(std::size_t index, int status);
  bool is_running(std::size_t index) const;
  bool any_container_running() const;
  void note_execution_stopped();
  void made_progress();

  // The containers' own checks.
  void watch_health(std::size_t index);
  void probe(std::size_t index, UniqueFunction<void(bool)> done);
  void health_changed(std::size_t index, bool healthy);

  // Faults.
  std::string pull_fault(const std::string& image);
  void await_crash();
  Task<void> crash_later(core::Strike strike);

  // Both.
  void enter(TaskStatus to);
  EventSeq record_change(const std::string& from);
  void publish();
  EventSeq container_changed(std::size_t index, const std::string& to);

  TaskPorts& ports_;
  TaskRecord record_;
  // In the record's order; null: not started.
  std::vector<std::unique_ptr<TaskContainer>> containers_;
  std::vector<std::unique_ptr<ContainerHealth>> health_;  // of those that are watched
  bool targets_registered_ = false;
  UniqueFunction<void(bool)> look_again_;  // wakes until_unused()
  TimerId poll_ = TimerId::none;
  // Wakes start_containers() or stop_containers(): a container ended or had a verdict of its
  // health.
  UniqueFunction<void(bool)> progress_;
  Spawned life_;
  Spawned crash_;
};

}  // namespace spillway::ecs
