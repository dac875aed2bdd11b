// The health checks of a task's containers (`ecs:HealthCheck`).
#include "emulator/ecs/task_run.hpp"

namespace spillway::ecs {

void TaskRun::watch_health(std::size_t index) {
  const auto& check = record_.definition->containers[index].health_check;
  if (!check) return;
  health_[index] = std::make_unique<ContainerHealth>(
      runtime(), *check,
      [this, index](UniqueFunction<void(bool)> done) { probe(index, std::move(done)); },
      [this, index](bool healthy) { health_changed(index, healthy); });
}

// The containers of a task share one network, so the request goes to whichever listens there.
void TaskRun::probe(std::size_t index, UniqueFunction<void(bool)> done) {
  const HealthCheck& check = *record_.definition->containers[index].health_check;
  if (!check.request) {
    const Duration age = runtime().now() - *record_.containers[index].started_at;
    done(age >= ports_.settings.health_passes_after.value_or(Duration::max()));
    return;
  }
  HttpRequest request;
  request.method = check.request->method;
  request.target = check.request->target;
  request.headers.add("Host", "localhost:" + std::to_string(check.request->port));
  send(check.request->port, std::move(request),
       [this, index, done = std::move(done)](SendReply reply) mutable {
         if (!is_running(index)) return;  // its end answers what is outstanding; nobody asks now
         const HttpCheck& http = *record_.definition->containers[index].health_check->request;
         done(reply.outcome == SendOutcome::answered && http.passes(reply.response));
       });
}

void TaskRun::health_changed(std::size_t index, bool healthy) {
  ContainerRecord& container = record_.containers[index];
  const std::string from = container.health_status;
  container.health_status = healthy ? "HEALTHY" : "UNHEALTHY";
  const EventSeq seq = ports_.context.timeline.record(
      "ecs.container_health_changed", {{"service", record_.service},
                                       {"task", record_.id},
                                       {"container", record_.definition->containers[index].name},
                                       {"from", from},
                                       {"to", container.health_status}});
  CauseScope scope(runtime(), seq);
  publish();
  ports_.observer.task_health_changed(*this);
  // Later: what follows may end the very watch that tells this.
  runtime().post([this] { made_progress(); });
}

}  // namespace spillway::ecs
