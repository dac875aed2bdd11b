#include "emulator/ecs/fleet.hpp"

#include "runtime/check.hpp"

namespace spillway::ecs {

Fleet::Fleet(TaskPorts ports) : ports_(ports), ids_(ports.context.runtime.rng("ecs/tasks/ids")) {}

TaskRun& Fleet::launch(const LaunchOrder& order) {
  const core::Account& account = ports_.context.account;
  TaskRecord record;
  record.id = ids_.hex(32);
  record.arn = account.arn("ecs", "task/" + order.cluster + "/" + record.id);
  record.cluster_arn = order.cluster_arn;
  record.group = order.group;
  record.service = order.service;
  record.started_by = order.started_by;
  record.deployment_id = order.deployment_id;
  record.logical_id = logical_id_of(*order.definition);
  record.definition = order.definition;
  record.overrides = order.overrides;
  record.load_balancers = order.load_balancers;
  record.network = make_network(order.network);
  record.created_at = ports_.context.runtime.wall_now();
  for (std::size_t i = 0; i < order.definition->containers.size(); ++i) {
    ContainerRecord container;
    container.arn =
        account.arn("ecs", "container/" + order.cluster + "/" + record.id + "/" + ids_.uuid());
    container.runtime_id = record.id + "-" + ids_.decimal(10);
    record.containers.push_back(std::move(container));
  }
  tasks_.push_back(std::make_unique<TaskRun>(ports_, std::move(record)));
  TaskRun& task = *tasks_.back();
  by_ip_[task.record().network.ip] = &task;
  task.begin();
  return task;
}

void Fleet::retire(const TaskRun& task) {
  by_ip_.erase(task.record().network.ip);
  CauseScope scope(ports_.context.runtime, 0);
  ports_.context.runtime.call_after(
      ports_.settings.stopped_task_retention, [this, id = task.record().id] {
        std::erase_if(tasks_, [&](const auto& task) { return task->record().id == id; });
      });
}

TaskRun* Fleet::find(const std::string& cluster_arn, const std::string& id) const {
  for (const auto& task : tasks_) {
    if (task->record().id == id && task->record().cluster_arn == cluster_arn) return task.get();
  }
  return nullptr;
}

TaskRun* Fleet::at(const std::string& ip) const {
  const auto it = by_ip_.find(ip);
  return it == by_ip_.end() ? nullptr : it->second;
}

std::vector<TaskRun*> Fleet::of_service(const std::string& cluster_arn,
                                        const std::string& service) const {
  std::vector<TaskRun*> found;
  for (const auto& task : tasks_) {
    const TaskRecord& record = task->record();
    if (record.service == service && record.cluster_arn == cluster_arn &&
        record.last_status != TaskStatus::stopped) {
      found.push_back(task.get());
    }
  }
  return found;
}

void Fleet::note_logical_id(const std::string& task_definition, const std::string& logical_id) {
  logical_ids_[task_definition] = logical_id;
  // Later revisions of a family are the same code's, until the template says otherwise.
  const std::string name = task_definition.substr(task_definition.rfind('/') + 1);
  if (name != task_definition) logical_ids_[name.substr(0, name.rfind(':'))] = logical_id;
}

std::string Fleet::logical_id_of(const TaskDefinition& definition) const {
  for (const std::string& key : {definition.arn, definition.family}) {
    if (const auto it = logical_ids_.find(key); it != logical_ids_.end()) return it->second;
  }
  return {};
}

NetworkInterface Fleet::make_network(const NetworkConfiguration& configuration) {
  NetworkInterface network;
  network.attachment_id = ids_.uuid();
  network.id = "eni-" + ids_.hex(17);
  const std::string mac = ids_.hex(10);
  network.mac = "0a";  // locally administered
  for (std::size_t i = 0; i < mac.size(); i += 2) network.mac += ":" + mac.substr(i, 2);
  // One subnet after the other, as tasks are spread over Availability Zones.
  const auto& subnets = configuration.subnets;
  if (!subnets.empty()) network.subnet = subnets[networks_made_++ % subnets.size()];
  network.ip = free_address();
  return network;
}

// 10.0.1.10, 10.0.1.11, ...: an address comes back only after all others.
std::string Fleet::free_address() {
  constexpr std::uint32_t kHosts = 240;
  constexpr std::uint32_t kNets = 250;
  SPILLWAY_CHECK(by_ip_.size() < kHosts * kNets);
  while (true) {
    const std::uint32_t n = addresses_given_++ % (kHosts * kNets);
    std::string ip =
        "10.0." + std::to_string(1 + n / kHosts) + "." + std::to_string(10 + n % kHosts);
    if (!by_ip_.contains(ip)) return ip;
  }
}

}  // namespace spillway::ecs
