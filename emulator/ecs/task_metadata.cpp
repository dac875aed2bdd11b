#include "emulator/ecs/task_metadata.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "emulator/ecs/shapes.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::ecs {
namespace {

// How long the keys of a task's role are good for. UNSOURCED; they are renewed before
constexpr auto kCredentialLifetime = std::chrono::hours(6);

std::string option(const ContainerDefinition& definition, const char* name) {
  const auto it = definition.log_options.find(name);
  return it == definition.log_options.end() ? "" : it->second;
}

void put_time(Json& shape, const char* name, const std::optional<WallTime>& time) {
  if (time) shape[name] = format_iso8601_millis(*time);
}

// 10.0.1.10 -> 10.0.1.0/24: the addresses that Fleet gives are of such networks.
std::string network_of(const std::string& ip) { return ip.substr(0, ip.rfind('.')) + ".0/24"; }

Json networks_of(const TaskRecord& task, const core::Account& account) {
  const NetworkInterface& network = task.network;
  std::string host = "ip-" + network.ip;
  std::replace(host.begin(), host.end(), '.', '-');
  const std::string block = network_of(network.ip);
  const std::string domain = account.region + ".compute.internal";
  const std::string first = block.substr(0, block.rfind('.'));
  return Json::array({{{"NetworkMode", "awsvpc"},
                       {"IPv4Addresses", {network.ip}},
                       {"AttachmentIndex", 0},
                       {"MACAddress", network.mac},
                       {"IPv4SubnetCIDRBlock", block},
                       {"DomainNameServers", {"10.0.0.2"}},
                       {"DomainNameSearchList", {domain}},
                       {"PrivateDNSName", host + "." + domain},
                       {"SubnetGatewayIpv4Address", first + ".1/24"}}});
}

Json labels_of(const TaskRecord& task, const std::string& container) {
  return {{"com.amazonaws.ecs.cluster", task.cluster_arn},
          {"com.amazonaws.ecs.container-name", container},
          {"com.amazonaws.ecs.task-arn", task.arn},
          {"com.amazonaws.ecs.task-definition-family", task.definition->family},
          {"com.amazonaws.ecs.task-definition-version", std::to_string(task.definition->revision)}};
}

double number_of(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return static_cast<double>(number);
}

}  // namespace

std::string log_group_of(const ContainerDefinition& definition) {
  return option(definition, "awslogs-group");
}

std::string log_stream_of(const TaskRecord& task, std::size_t index) {
  const ContainerDefinition& definition = task.definition->containers[index];
  const std::string prefix = option(definition, "awslogs-stream-prefix");
  if (prefix.empty()) return task.containers[index].runtime_id;
  return prefix + "/" + definition.name + "/" + task.id;
}

std::int64_t memory_of(const TaskDefinition& definition) {
  return static_cast<std::int64_t>(number_of(definition.memory)) * 1024 * 1024;
}

Json container_metadata(const TaskRecord& task, std::size_t index, const core::Account& account) {
  const ContainerRecord& container = task.containers[index];
  const ContainerDefinition& definition = task.definition->containers[index];
  Json shape{{"DockerId", container.runtime_id},
             {"Name", definition.name},
             {"DockerName", definition.name},
             {"Image", definition.image}};
  if (!container.image_digest.empty()) shape["ImageID"] = container.image_digest;
  shape["Labels"] = labels_of(task, definition.name);
  shape["DesiredStatus"] = task.wanted ? "RUNNING" : "STOPPED";
  shape["KnownStatus"] = container.last_status;
  shape["Limits"] = {{"CPU", 2}};  // shares, where the container has none of its own
  put_time(shape, "CreatedAt", task.pull_stopped_at);
  put_time(shape, "StartedAt", task.pull_stopped_at);
  shape["Type"] = "NORMAL";
  if (!definition.log_driver.empty()) {
    shape["LogDriver"] = definition.log_driver;
    shape["LogOptions"] = definition.log_options;
    shape["LogOptions"]["awslogs-stream"] = log_stream_of(task, index);
  }
  if (container.exit_code) shape["ExitCode"] = *container.exit_code;
  if (definition.health_check) shape["Health"] = {{"status", container.health_status}};
  shape["ContainerARN"] = container.arn;
  shape["Networks"] = networks_of(task, account);
  shape["Snapshotter"] = "overlayfs";
  return shape;
}

Json task_metadata(const TaskRecord& task, const core::Account& account) {
  constexpr double kUnitsPerCpu = 1024;
  Json shape{{"Cluster", task.cluster_arn},
             {"TaskARN", task.arn},
             {"Family", task.definition->family},
             {"Revision", std::to_string(task.definition->revision)},
             {"DesiredStatus", task.wanted ? "RUNNING" : "STOPPED"},
             {"KnownStatus", name_of(task.last_status)},
             {"Limits",
              {{"CPU", number_of(task.definition->cpu) / kUnitsPerCpu},
               {"Memory", number_of(task.definition->memory)}}}};
  put_time(shape, "PullStartedAt", task.pull_started_at);
  put_time(shape, "PullStoppedAt", task.pull_stopped_at);
  shape["AvailabilityZone"] = account.region + "a";  // UNSOURCED: subnets are not modelled
  shape["LaunchType"] = "FARGATE";
  if (!task.service.empty()) shape["ServiceName"] = task.service;
  shape["Containers"] = Json::array();
  for (std::size_t i = 0; i < task.containers.size(); ++i) {
    shape["Containers"].push_back(container_metadata(task, i, account));
  }
  return shape;
}

Json role_credentials(core::Context& context, const TaskRecord& task) {
  const std::string& role = task.definition->task_role;
  const std::string& caller = task.service.empty() ? task.definition->family : task.service;
  const core::IssuedCredentials keys = context.credentials.issue(role, caller);
  return {{"RoleArn", role},
          {"AccessKeyId", keys.access_key_id},
          {"SecretAccessKey", keys.secret_access_key},
          {"Token", keys.session_token},
          {"Expiration", format_iso8601_seconds(context.runtime.wall_now() + kCredentialLifetime)}};
}

}  // namespace spillway::ecs
