// The way up of a task: network interface, image, containers, targets (aws-facts E1-E3).
#include <algorithm>
#include <set>

#include "emulator/ecs/dependencies.hpp"
#include "emulator/ecs/task_metadata.hpp"
#include "emulator/ecs/task_roles.hpp"
#include "emulator/ecs/task_run.hpp"

namespace spillway::ecs {

Task<void> TaskRun::start_life() {
  co_await sleep_for(runtime(), Duration::zero());  // an event of its own
  const Settings::Start& start = ports_.settings.start;
  const bool provisioned = co_await provision();
  if (!provisioned) co_return;
  enter(TaskStatus::pending);
  if (const std::string why = cannot_initialize(ports_, record_); !why.empty()) {
    co_await sleep_for(runtime(), sample(start.pull_setup));
    mark_stopping("TaskFailedToStart", "ResourceInitializationError: " + why);
    co_return;
  }
  const bool pulled = co_await pull();
  if (!pulled) co_return;
  const bool started = co_await start_containers();
  if (!started) co_return;
  enter(TaskStatus::activating);
  if (ports_.settings.register_after_health_verdict) {
    while (!health_is_known()) co_await until_progress(std::nullopt);
  }
  if (!record_.load_balancers.empty()) {
    if (ports_.settings.register_before_running) register_targets();
    co_await sleep_for(runtime(), sample(start.activating));
  }
  record_.started_at = wall_now();
  record_.running_since = runtime().now();
  record_.reached_running = true;
  enter(TaskStatus::running);
  if (!targets_registered_) register_targets();
  await_crash();
}

Task<bool> TaskRun::provision() {
  const Settings::Start& start = ports_.settings.start;
  std::string why = host_refuses();
  if (!why.empty()) why.insert(0, "ResourceInitializationError: ");
  if (why.empty()) why = cannot_assume(ports_.context, *record_.definition);
  if (!why.empty()) {
    mark_stopping("TaskFailedToStart", why);
    co_return false;
  }
  const Duration provisioning = sample(start.provisioning);
  const Duration connectivity = std::min(sample(start.connectivity), provisioning);
  if (provisioning > start.provisioning_timeout || network_fault()) {
    co_await sleep_for(runtime(), start.provisioning_timeout);
    mark_stopping("TaskFailedToStart",
                  "Timeout waiting for network interface provisioning to complete.");
    co_return false;
  }
  co_await sleep_for(runtime(), connectivity);
  record_.connectivity_at = wall_now();
  co_await sleep_for(runtime(), provisioning - connectivity);
  co_return true;
}

// Of a configuration that the host cannot run, which no AWS would know: it ends the run.
std::string TaskRun::host_refuses() const {
  for (std::size_t i = 0; i < record_.containers.size(); ++i) {
    const std::string why = ports_.host.cannot_host(spec_of(i));
    if (why.empty()) continue;
    ports_.context.timeline.record("run.refused", {{"what", why}, {"caller", record_.group}});
    return why;
  }
  return {};
}

Task<bool> TaskRun::pull() {
  const Settings& settings = ports_.settings;
  record_.pull_started_at = wall_now();
  const Duration setup = sample(settings.start.pull_setup);
  double bytes = 0;
  std::set<std::string> pulled;
  for (std::size_t i = 0; i < record_.containers.size(); ++i) {
    const std::string& image = record_.definition->containers[i].image;
    const ImageLookup found = ports_.images.find(image);
    std::string problem = pull_fault(image);
    if (problem.empty() && found.kind == ImageLookup::Kind::not_found) {
      problem =
          "CannotPullContainerError: ref pull has been retried 1 time(s): failed to resolve "
          "reference \"" +
          image + "\": " + image + ": not found";
    }
    if (!problem.empty()) {
      co_await sleep_for(runtime(), setup);
      record_.containers[i].reason = problem;
      mark_stopping("TaskFailedToStart", record_.containers[i].reason);
      co_return false;
    }
    const bool foreign = found.kind == ImageLookup::Kind::foreign;
    record_.containers[i].image_digest = found.digest;
    if (pulled.insert(image).second) {
      bytes += static_cast<double>(foreign ? settings.foreign_image_bytes : found.compressed_bytes);
    }
  }
  const auto transfer = std::chrono::duration<double>(bytes / settings.pull_bandwidth);
  const Duration computed = setup + std::chrono::duration_cast<Duration>(transfer);
  co_await sleep_for(runtime(), settings.start.pull ? sample(*settings.start.pull) : computed);
  record_.pull_stopped_at = wall_now();
  co_return true;
}

ContainerSpec TaskRun::spec_of(std::size_t index) const {
  const ContainerDefinition& definition = record_.definition->containers[index];
  ContainerSpec spec;
  spec.image = definition.image;
  spec.container_name = definition.name;
  spec.task_definition_family = record_.definition->family;
  spec.logical_id = record_.logical_id;
  spec.ip = record_.network.ip;
  spec.ports = definition.ports;
  spec.command = definition.entry_point;
  spec.command.insert(spec.command.end(), definition.command.begin(), definition.command.end());
  spec.environment = definition.environment;
  const std::string& region = ports_.context.account.region;
  spec.environment.try_emplace("AWS_REGION", region);
  spec.environment.try_emplace("AWS_DEFAULT_REGION", region);
  spec.environment.try_emplace("AWS_EXECUTION_ENV", "AWS_ECS_FARGATE");
  add_surroundings(spec, index);
  return spec;
}

void TaskRun::add_surroundings(ContainerSpec& spec, std::size_t index) const {
  const ContainerDefinition& definition = record_.definition->containers[index];
  spec.task_arn = record_.arn;
  spec.runtime_id = record_.containers[index].runtime_id;
  spec.memory_bytes = memory_of(*record_.definition);
  const core::Account& account = ports_.context.account;
  spec.describe_container = [this, &account, index] {
    return container_metadata(record_, index, account);
  };
  spec.describe_task = [this, &account] { return task_metadata(record_, account); };
  if (!record_.definition->task_role.empty()) {
    spec.credentials = [this] { return role_credentials(ports_.context, record_); };
  }
  if (ports_.logs == nullptr || definition.log_driver.empty()) return;
  spec.output = [this, group = log_group_of(definition), stream = log_stream_of(record_, index)](
                    std::string_view line) { ports_.logs->write(group, stream, line); };
}

// Those that wait for nothing first, then each when what it waits for has come about.
Task<bool> TaskRun::start_containers() {
  std::size_t left = containers_.size();
  while (left > 0) {
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < containers_.size(); ++i) {
      if (containers_[i]) continue;
      if (may_start(record_, i)) ready.push_back(i);
      const std::string why = cannot_start(record_, i, runtime().now());
      if (why.empty()) continue;
      mark_stopping("TaskFailedToStart", why);
      co_return false;
    }
    if (ready.empty()) {
      co_await until_progress(gives_up_at(record_));
      continue;
    }
    co_await sleep_for(runtime(), sample(ports_.settings.start.boot));
    for (const std::size_t i : ready) {
      start_container(i);
      if (!started(i)) co_return false;
    }
    left -= ready.size();
    if (left > 0) publish();
  }
  co_return true;
}

void TaskRun::start_container(std::size_t index) {
  containers_[index] = std::make_unique<TaskContainer>(
      runtime(), ports_.host, spec_of(index),
      [this, index](int status) { container_exited(index, status); });
  if (!containers_[index]->cannot_start().empty()) return;
  record_.containers[index].started_at = runtime().now();
  container_changed(index, "RUNNING");
  watch_health(index);
}

// A container whose program cannot be run is no container that has ended: the task has failed to
// start. The wording is that of containerd's runc, as Fargate hands it on.
bool TaskRun::started(std::size_t index) {
  const std::string why = containers_[index]->cannot_start();
  if (why.empty()) return true;
  containers_[index].reset();
  record_.containers[index].reason =
      "CannotStartContainerError: ResourceInitializationError: failed to create new container "
      "runtime task: failed to create shim task: OCI runtime create failed: runc create failed: "
      "unable to start container process: " +
      why + ": unknown";
  mark_stopping("TaskFailedToStart", record_.containers[index].reason);
  return false;
}

Task<void> TaskRun::until_progress(std::optional<TimePoint> latest) {
  TimerId timer = TimerId::none;
  const auto begin = [this, latest, &timer](UniqueFunction<void(bool)> done) {
    progress_ = std::move(done);
    if (latest) timer = runtime().call_at(*latest, [this] { made_progress(); });
  };
  co_await await_callback<bool>(begin);
  runtime().cancel(timer);
}

// One that has ended will have no verdict any more.
bool TaskRun::health_is_known() const {
  for (std::size_t i = 0; i < record_.containers.size(); ++i) {
    const ContainerDefinition& definition = record_.definition->containers[i];
    if (!definition.essential || !definition.health_check || !is_running(i)) continue;
    if (record_.containers[i].health_status == "UNKNOWN") return false;
  }
  return true;
}

void TaskRun::register_targets() {
  targets_registered_ = true;
  for (const auto& target : record_.load_balancers) {
    ports_.registrar.register_target(target.target_group_arn, record_.network.ip,
                                     target.container_port);
    ports_.observer.target_registered(*this, target.target_group_arn);
  }
}

}  // namespace spillway::ecs
