#include "emulator/ecs/task_run.hpp"

#include "emulator/ecs/shapes.hpp"
#include "runtime/check.hpp"

namespace spillway::ecs {

TaskRun::TaskRun(TaskPorts& ports, TaskRecord record)
    : ports_(ports),
      record_(std::move(record)),
      containers_(record_.containers.size()),
      health_(record_.containers.size()) {}

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

bool TaskRun::is_away() const {
  return !record_.connectivity_at || record_.last_status >= TaskStatus::deprovisioning;
}

TaskContainer* TaskRun::listening_on(std::uint16_t port) const {
  const auto& definitions = record_.definition->containers;
  for (std::size_t i = 0; i < containers_.size(); ++i) {
    if (!containers_[i] || (containers_.size() > 1 && !definitions[i].has_port(port))) continue;
    return containers_[i].get();
  }
  return nullptr;
}

void TaskRun::send(std::uint16_t port, HttpRequest request, SendDone done) {
  if (is_away()) return done(SendReply{SendOutcome::no_route, {}});
  TaskContainer* const container = listening_on(port);
  if (container == nullptr) return done(SendReply{SendOutcome::refused, {}});
  container->send(port, std::move(request), std::move(done));
}

Located TaskRun::locate(std::uint16_t port) const {
  if (is_away()) return {SendOutcome::no_route, 0};
  const TaskContainer* const container = listening_on(port);
  const auto local = container == nullptr ? std::nullopt : container->local_port(port);
  if (!local) return {SendOutcome::refused, 0};
  return {SendOutcome::answered, *local};
}

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
