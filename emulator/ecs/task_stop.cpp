// The way down of a task: targets, containers, network interface (aws-facts E2 "Stop order").
#include <algorithm>

#include "emulator/ecs/dependencies.hpp"
#include "emulator/ecs/task_run.hpp"
#include "runtime/check.hpp"

namespace spillway::ecs {

void TaskRun::stop(const std::string& code, const std::string& reason) {
  if (!record_.wanted) return;
  mark_stopping(code, reason);
  begin_stop();
}

void TaskRun::mark_stopping(const std::string& code, const std::string& reason) {
  record_.wanted = false;
  record_.stop_code = code;
  record_.stopped_reason = reason;
  record_.stopping_at = wall_now();
  record_.seen_listing.set(Listing::stopped, runtime().now(),
                           sample(ports_.settings.list_tasks_lag));
  for (auto& watch : health_) watch.reset();
  publish();
  ports_.observer.task_stopping(*this);
}

// Kills the way up where it stands.
void TaskRun::begin_stop() {
  life_ =
      spawn(stop_life(), [](TaskResult<void> result) { SPILLWAY_CHECK(result.error == nullptr); });
}

Task<void> TaskRun::stop_life() {
  co_await sleep_for(runtime(), Duration::zero());  // an event of its own
  const auto started = [](const auto& container) { return container != nullptr; };
  if (std::any_of(containers_.begin(), containers_.end(), started)) {
    enter(TaskStatus::deactivating);
    if (targets_registered_) co_await leave_targets();
    enter(TaskStatus::stopping);
    co_await stop_containers();
  }
  for (auto& container : record_.containers) container.last_status = "STOPPED";
  if (!record_.execution_stopped_at) record_.execution_stopped_at = wall_now();
  enter(TaskStatus::deprovisioning);
  co_await sleep_for(runtime(), sample(ports_.settings.stop.deprovisioning));
  record_.stopped_at = wall_now();
  enter(TaskStatus::stopped);
}

// A task whose containers have ended by themselves has nothing to drain: it does not wait.
// UNSOURCED
Task<void> TaskRun::leave_targets() {
  co_await sleep_for(runtime(), sample(ports_.settings.stop.deregistering));
  for (const auto& target : record_.load_balancers) {
    ports_.registrar.deregister_target(target.target_group_arn, record_.network.ip,
                                       target.container_port);
    ports_.observer.target_deregistered(*this, target.target_group_arn);
  }
  co_await until_unused();
}

Task<void> TaskRun::until_unused() {
  const auto unused = [this](const LoadBalancer& target) {
    return ports_.registrar
               .target_health(target.target_group_arn, record_.network.ip, target.container_port)
               .state == "unused";
  };
  const auto next_look = [this](UniqueFunction<void(bool)> done) {
    look_again_ = std::move(done);
    poll_ = runtime().call_after(ports_.settings.target_poll, [this] { look_at_targets(); });
  };
  while (any_container_running() &&
         !std::all_of(record_.load_balancers.begin(), record_.load_balancers.end(), unused)) {
    co_await await_callback<bool>(next_look);
  }
}

void TaskRun::look_at_targets() {
  runtime().cancel(poll_);
  if (!look_again_) return;
  UniqueFunction<void(bool)> again = std::move(look_again_);
  again(true);
}

// In the reverse order of the start: first those that no other depends on.
Task<void> TaskRun::stop_containers() {
  while (any_container_running()) {
    for (std::size_t i = 0; i < containers_.size(); ++i) {
      if (!is_running(i) || !may_stop(record_, i)) continue;
      containers_[i]->terminate(record_.definition->containers[i].stop_timeout);
    }
    co_await until_progress(std::nullopt);
  }
}

void TaskRun::container_exited(std::size_t index, int status) {
  record_.containers[index].exit_code = status;
  health_[index].reset();
  CauseScope scope(runtime(), container_changed(index, "STOPPED"));
  if (record_.wanted && record_.definition->containers[index].essential) {
    stop("EssentialContainerExited", "Essential container in task exited");
    note_execution_stopped();
  } else {
    note_execution_stopped();
    publish();
  }
  if (!any_container_running()) look_at_targets();  // nothing is left to drain
  made_progress();
}

// When the last container ends, whatever is left to do for the targets (aws-facts E1.3).
void TaskRun::note_execution_stopped() {
  if (!record_.wanted && !any_container_running()) record_.execution_stopped_at = wall_now();
}

void TaskRun::made_progress() {
  if (!progress_) return;
  UniqueFunction<void(bool)> wake = std::move(progress_);
  wake(true);
}

bool TaskRun::is_running(std::size_t index) const {
  return containers_[index] && containers_[index]->running();
}

bool TaskRun::any_container_running() const {
  for (std::size_t i = 0; i < containers_.size(); ++i) {
    if (is_running(i)) return true;
  }
  return false;
}

}  // namespace spillway::ecs
