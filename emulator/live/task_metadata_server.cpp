#include "emulator/live/task_metadata_server.hpp"

#include <unistd.h>

#include <cstdio>

#include "runtime/json.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::live {
namespace {

constexpr std::string_view kCredentials = "/v2/credentials/";

HttpResponse json_answer(const Json& body) {
  return {200, "", {{"Content-Type", "application/json"}}, body.dump()};
}

HttpResponse refusal(int status, const char* what) {
  return {status, "", {{"Content-Type", "application/json"}}, Json(what).dump()};
}

// Docker's. There is no network and no disk of the container's own to count.
Json docker_stats(const ecs::ContainerSpec& spec, const ProcessUsage& usage, WallTime now) {
  const auto processors = sysconf(_SC_NPROCESSORS_ONLN);
  const Json cpu = {
      {"cpu_usage",
       {{"total_usage", usage.user_ns + usage.system_ns},
        {"usage_in_kernelmode", usage.system_ns},
        {"usage_in_usermode", usage.user_ns}}},
      {"system_cpu_usage", now.time_since_epoch().count()},
      {"online_cpus", processors},
      {"throttling_data", {{"periods", 0}, {"throttled_periods", 0}, {"throttled_time", 0}}}};
  return {{"read", format_iso8601_millis(now)},
          {"preread", format_iso8601_millis(now)},
          {"pids_stats", {{"current", usage.threads}}},
          {"blkio_stats", Json::object()},
          {"num_procs", 0},
          {"storage_stats", Json::object()},
          {"cpu_stats", cpu},
          {"precpu_stats", cpu},
          {"memory_stats",
           {{"usage", usage.memory_bytes},
            {"max_usage", usage.max_memory_bytes},
            {"stats", {{"rss", usage.memory_bytes}}},
            {"limit", spec.memory_bytes}}},
          {"name", spec.container_name},
          {"id", spec.runtime_id},
          {"networks",
           {{"eth1",
             {{"rx_bytes", 0},
              {"rx_packets", 0},
              {"rx_errors", 0},
              {"rx_dropped", 0},
              {"tx_bytes", 0},
              {"tx_packets", 0},
              {"tx_errors", 0},
              {"tx_dropped", 0}}}}},
          {"network_rate_stats", {{"rx_bytes_per_sec", 0}, {"tx_bytes_per_sec", 0}}}};
}

}  // namespace

TaskMetadataServer::TaskMetadataServer(LiveRuntime& runtime)
    : runtime_(runtime),
      rng_(runtime.rng("live/task-credentials")),
      server_(runtime, {}, [this](const ExchangePtr& exchange) { serve(exchange); }) {}

boost::system::result<void, std::string> TaskMetadataServer::start() { return server_.start(); }

std::map<std::string, std::string> TaskMetadataServer::add(
    const ecs::ContainerSpec& spec, std::function<const Process*()> process) {
  char id[40];
  std::snprintf(id, sizeof id, "%016llx%016llx", static_cast<unsigned long long>(rng_()),
                static_cast<unsigned long long>(rng_()));
  const std::string base = "http://" + server_.address();
  std::map<std::string, std::string> variables = {
      {"ECS_CONTAINER_METADATA_URI", base + "/v3/" + spec.runtime_id},
      {"ECS_CONTAINER_METADATA_URI_V4", base + "/v4/" + spec.runtime_id}};
  if (spec.credentials) {
    // SDKs take a whole address only of the loopback interface, which this is.
    variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = base + std::string(kCredentials) + id;
  }
  containers_[spec.runtime_id] = {spec, std::move(process), id, runtime_.wall_now()};
  return variables;
}

void TaskMetadataServer::remove(const std::string& runtime_id) { containers_.erase(runtime_id); }

void TaskMetadataServer::serve(const ExchangePtr& exchange) {
  const HttpRequest& request = exchange->request;
  // A web page may not ask, whatever name it has made up for this address.
  if (request.headers.get("Host") != server_.address() || request.headers.contains("Origin")) {
    return exchange->answer(refusal(403, "only for containers"));
  }
  if (request.method != "GET") return exchange->answer(refusal(405, "method not allowed"));
  exchange->answer(answer(request.path()));
}

HttpResponse TaskMetadataServer::answer(std::string_view path) const {
  if (path.starts_with(kCredentials)) {
    const std::string_view id = path.substr(kCredentials.size());
    for (const auto& [name, entry] : containers_) {
      if (entry.spec.credentials && entry.credentials_id == id) {
        return json_answer(entry.spec.credentials());
      }
    }
    return refusal(404, "no credentials of that id");
  }
  if (!path.starts_with("/v4/") && !path.starts_with("/v3/")) return refusal(404, "not found");
  path.remove_prefix(4);
  const std::string_view id = path.substr(0, path.find('/'));
  const auto it = containers_.find(id);
  if (it == containers_.end()) return refusal(404, "no container of that id");
  const Entry& entry = it->second;
  std::string_view rest = path.substr(id.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty()) return json_answer(entry.spec.describe_container());
  if (rest == "/task") return json_answer(entry.spec.describe_task());
  if (rest == "/stats") return json_answer(stats_of(entry));
  if (rest == "/task/stats") return json_answer(stats_of_task(entry));
  return refusal(404, "not found");
}

Json TaskMetadataServer::stats_of(const Entry& entry) const {
  const Process* process = entry.process();
  const ProcessUsage usage = process == nullptr ? ProcessUsage() : process->usage();
  return docker_stats(entry.spec, usage, runtime_.wall_now());
}

Json TaskMetadataServer::stats_of_task(const Entry& entry) const {
  Json all = Json::object();
  for (const auto& [id, other] : containers_) {
    if (other.spec.task_arn == entry.spec.task_arn) all[id] = stats_of(other);
  }
  return all;
}

}  // namespace spillway::live
