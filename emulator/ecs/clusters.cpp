#include "emulator/ecs/clusters.hpp"

#include "emulator/ecs/estate.hpp"
#include "emulator/ecs/operations.hpp"

namespace spillway::ecs {

Clusters::Clusters(core::Context& context, Settings settings, ContainerHost& host,
                   TargetRegistrar& registrar, ImageRegistry& images)
    : estate_(std::make_unique<Estate>(context, std::move(settings), host, registrar, images)) {
  register_cluster_operations(*estate_);
  register_task_definition_operations(*estate_);
  register_service_operations(*estate_);
  register_service_queries(*estate_);
  register_task_operations(*estate_);
}

Clusters::~Clusters() = default;

void Clusters::send(const std::string& ip, std::uint16_t port, HttpRequest request,
                    UniqueFunction<void(SendReply)> done) {
  TaskRun* task = estate_->fleet.at(ip);
  if (task == nullptr) {
    done(SendReply{SendOutcome::no_route, {}});
    return;
  }
  task->send(port, std::move(request), std::move(done));
}

Located Clusters::locate(const std::string& ip, std::uint16_t port) const {
  const TaskRun* task = estate_->fleet.at(ip);
  return task == nullptr ? Located{} : task->locate(port);
}

void Clusters::note_logical_id(const std::string& task_definition, const std::string& logical_id) {
  estate_->fleet.note_logical_id(task_definition, logical_id);
}

void Clusters::use_logs(TaskLogs* logs) { estate_->fleet.use_logs(logs); }

void Clusters::use_capacity(const FargateCapacity* capacity) {
  estate_->scheduler.use_capacity(capacity);
}

void Clusters::target_changed(const std::string& target_group_arn, const std::string& ip,
                              std::uint16_t port) {
  const TaskRun* known = estate_->fleet.at(ip);
  if (known == nullptr) return;
  for (const LoadBalancer& target : known->record().load_balancers) {
    if (target.target_group_arn != target_group_arn || target.container_port != port) continue;
    // Later: the load balancer may be in the middle of a change.
    estate_->context.runtime.post([estate = estate_.get(), ip] {
      TaskRun* task = estate->fleet.at(ip);
      if (task == nullptr) return;
      if (Service* service = estate->scheduler.service_of(task->record())) {
        estate->scheduler.look(*service);
      }
      task->look_at_targets();
    });
    return;
  }
}

}  // namespace spillway::ecs
