#include "emulator/ecs/task_run.hpp"

#include <algorithm>
#include <set>

#include "emulator/ecs/shapes.hpp"
#include "emulator/ecs/task_roles.hpp"
#include "runtime/check.hpp"

namespace spillway::ecs {

TaskRun::TaskRun(TaskPorts& ports, TaskRecord record) : ports_(ports), record_(std::move(record)) {}

void TaskRun::begin() {
  CauseScope scope(runtime(), runtime().cause());
  const Duration lag = sample(ports_.settings.list_tasks_lag);
  record_.seen_listing.set(Listing::running, runtime().now(), lag);
  runtime().set_cause(record_change(""));
  publish();
  ports_.observer.task_changed(*this);
  life_ = spawn(start_life(), [this](TaskResult<void> result) {
    SPILLWAY_CHECK(!result.error);
    if (!record_.wanted) begin_stop();  // it could not start
  });
}

// --- the way up -----------------------------------------------------------------------------

Task<void> TaskRun::start_life() {
  co_await sleep_for(runtime(), Duration::zero());  // an event of its own
  const Settings::Start& start = ports_.settings.start;
  if (const std::string why = host_refuses(); !why.empty()) {
    mark_stopping("TaskFailedToStart", "ResourceInitializationError: " + why);
    co_return;
  }
  if (const std::string why = cannot_assume(ports_.context, *record_.definition); !why.empty()) {
    mark_stopping("TaskFailedToStart", why);
    co_return;
  }
  const Duration provisioning = sample(start.provisioning);
  const Duration connectivity = std::min(sample(start.connectivity), provisioning);
  co_await sleep_for(runtime(), connectivity);
  record_.connectivity_at = wall_now();
  co_await sleep_for(runtime(), provisioning - connectivity);
  enter(TaskStatus::pending);
  if (const std::string why = cannot_initialize(ports_, record_); !why.empty()) {
    co_await sleep_for(runtime(), sample(start.pull_setup));
    mark_stopping("TaskFailedToStart", "ResourceInitializationError: " + why);
    co_return;
  }
  const bool pulled = co_await pull();
  if (!pulled) co_return;
  co_await sleep_for(runtime(), sample(start.boot));
  start_containers();
  enter(TaskStatus::activating);
  if (!record_.load_balancers.empty()) {
    if (ports_.settings.register_before_running) register_targets();
    co_await sleep_for(runtime(), sample(start.activating));
  }
  record_.started_at = wall_now();
  record_.running_since = runtime().now();
  record_.reached_running = true;
  enter(TaskStatus::running);
  if (!targets_registered_) register_targets();
}

// Of a configuration that the host cannot run, which no AWS would know: it ends the run.
std::string TaskRun::host_refuses() const {
  for (const auto& definition : record_.definition->containers) {
    const std::string why = ports_.host.cannot_host(spec_of(definition));
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
    if (found.kind == ImageLookup::Kind::not_found) {
      co_await sleep_for(runtime(), setup);
      record_.containers[i].reason =
          "CannotPullContainerError: ref pull has been retried 1 time(s): failed to resolve "
          "reference \"" +
          image + "\": " + image + ": not found";
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

ContainerSpec TaskRun::spec_of(const ContainerDefinition& definition) const {
  ContainerSpec spec;
  spec.image = definition.image;
  spec.container_name = definition.name;
  spec.task_definition_family = record_.definition->family;
  spec.logical_id = record_.logical_id;
  spec.ip = record_.network.ip;
  spec.ports = definition.ports;
  spec.command = definition.command;
  spec.environment = definition.environment;
  const std::string& region = ports_.context.account.region;
  spec.environment.try_emplace("AWS_REGION", region);
  spec.environment.try_emplace("AWS_DEFAULT_REGION", region);
  spec.environment.try_emplace("AWS_EXECUTION_ENV", "AWS_ECS_FARGATE");
  return spec;
}

void TaskRun::start_containers() {
  for (std::size_t i = 0; i < record_.containers.size(); ++i) {
    containers_.push_back(std::make_unique<TaskContainer>(
        runtime(), ports_.host, spec_of(record_.definition->containers[i]),
        [this, i](int status) { container_exited(i, status); }));
    container_changed(i, "RUNNING");
  }
}

void TaskRun::register_targets() {
  targets_registered_ = true;
  for (const auto& target : record_.load_balancers) {
    ports_.registrar.register_target(target.target_group_arn, record_.network.ip,
                                     target.container_port);
    ports_.observer.target_registered(*this, target.target_group_arn);
  }
}

void TaskRun::send(std::uint16_t port, HttpRequest request, SendDone done) {
  if (!record_.connectivity_at || record_.last_status >= TaskStatus::deprovisioning) {
    done(SendReply{SendOutcome::no_route, {}});
    return;
  }
  const auto& definitions = record_.definition->containers;
  for (std::size_t i = 0; i < containers_.size(); ++i) {
    if (containers_.size() > 1 && !definitions[i].has_port(port)) continue;
    containers_[i]->send(port, std::move(request), std::move(done));
    return;
  }
  done(SendReply{SendOutcome::refused, {}});
}

// --- both ways --------------------------------------------------------------------------------

// Only from an event of the task's own: what follows in that event is caused by this change.
void TaskRun::enter(TaskStatus to) {
  const std::string from(name_of(record_.last_status));
  record_.last_status = to;
  record_.seen_status.set(to, runtime().now(), sample(ports_.settings.list_tasks_lag));
  runtime().set_cause(record_change(from));
  publish();
  ports_.observer.task_changed(*this);
}

EventSeq TaskRun::record_change(const std::string& from) {
  return ports_.context.timeline.record("ecs.task_state_changed",
                                        {{"service", record_.service},
                                         {"task", record_.id},
                                         {"from", from},
                                         {"to", name_of(record_.last_status)},
                                         {"desired_status", record_.wanted ? "RUNNING" : "STOPPED"},
                                         {"stop_code", record_.stop_code},
                                         {"reason", record_.stopped_reason}});
}

void TaskRun::publish() {
  ++record_.version;
  core::BusEvent event;
  event.source = "aws.ecs";
  event.detail_type = "ECS Task State Change";
  event.resources = {record_.arn};
  event.detail = describe_task(record_, TimeForm::iso8601);
  event.detail["updatedAt"] = time_value(wall_now(), TimeForm::iso8601);
  ports_.context.events.put_event(std::move(event));
}

EventSeq TaskRun::container_changed(std::size_t index, const std::string& to) {
  ContainerRecord& container = record_.containers[index];
  const Json exit_code = container.exit_code ? Json(*container.exit_code) : Json();
  const EventSeq seq = ports_.context.timeline.record(
      "ecs.container_state_changed", {{"service", record_.service},
                                      {"task", record_.id},
                                      {"container", record_.definition->containers[index].name},
                                      {"from", container.last_status},
                                      {"to", to},
                                      {"exit_code", exit_code},
                                      {"reason", container.reason}});
  container.last_status = to;
  return seq;
}

}  // namespace spillway::ecs
