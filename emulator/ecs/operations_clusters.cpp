// CreateCluster, DescribeClusters, ListClusters, DeleteCluster.
#include "emulator/core/params.hpp"
#include "emulator/ecs/identifiers.hpp"
#include "emulator/ecs/operations.hpp"

namespace spillway::ecs {
namespace {

Json describe(const Estate& estate, const Cluster& cluster) {
  TaskCounts counts;
  for (const auto& task : estate.fleet.all()) {
    if (task->record().cluster_arn != cluster.arn) continue;
    const TaskStatus status = task->record().last_status;
    counts.running += status == TaskStatus::running;
    counts.pending += status < TaskStatus::running;
  }
  int active = 0;
  for (const auto& [name, service] : cluster.services) {
    active += service->status == ServiceStatus::active;
  }
  return {{"clusterArn", cluster.arn},
          {"clusterName", cluster.name},
          {"status", cluster.active ? "ACTIVE" : "INACTIVE"},
          {"registeredContainerInstancesCount", 0},
          {"runningTasksCount", counts.running},
          {"pendingTasksCount", counts.pending},
          {"activeServicesCount", active},
          {"statistics", Json::array()},
          {"tags", Json::array()},
          {"settings", Json::array({{{"name", "containerInsights"}, {"value", "disabled"}}})},
          {"capacityProviders", Json::array()},
          {"defaultCapacityProviderStrategy", Json::array()}};
}

void read_settings(core::Params& p) {
  const Json* settings = p.array("settings");
  if (settings == nullptr) return;
  for (const Json& item : *settings) {
    const std::string setting = text_of(item, "name") + "=" + text_of(item, "value");
    if (setting == "containerInsights=disabled") continue;
    p.fail(core::not_modelled("the cluster setting " + setting));
  }
}

core::ApiResult create(Estate& estate, const Json& params) {
  core::Params p(params, "ecs:CreateCluster", kInvalid);
  const std::string name = p.optional_string("clusterName").value_or("default");
  read_settings(p);
  for (const char* member :
       {"capacityProviders", "defaultCapacityProviderStrategy", "serviceConnectDefaults"}) {
    refuse_contents(p, member, "ecs:CreateCluster");
  }
  for (const char* member : {"tags", "configuration"}) p.inert(member);
  if (!is_valid_name(name)) p.fail("Invalid cluster name.");
  if (auto error = p.finish()) return *error;
  Cluster& cluster = estate.clusters[name];
  cluster.name = name;
  cluster.arn = estate.context.account.arn("ecs", "cluster/" + name);
  cluster.active = true;
  return Json{{"cluster", describe(estate, cluster)}};
}

core::ApiResult describe_all(Estate& estate, const Json& params) {
  core::Params p(params, "ecs:DescribeClusters", kInvalid);
  std::vector<std::string> names = p.strings("clusters");
  p.inert("include");
  if (names.size() > 100) p.fail("Clusters cannot have more than 100 elements.");
  if (auto error = p.finish()) return *error;
  if (names.empty()) names = {"default"};
  Json answer{{"clusters", Json::array()}, {"failures", Json::array()}};
  for (const auto& reference : names) {
    const std::string name = last_segment(reference);
    const auto it = estate.clusters.find(name);
    if (it == estate.clusters.end()) {
      answer["failures"].push_back(missing(estate.context.account.arn("ecs", "cluster/" + name)));
    } else {
      answer["clusters"].push_back(describe(estate, it->second));
    }
  }
  return answer;
}

core::ApiResult list(Estate& estate, const Json& params) {
  core::Params p(params, "ecs:ListClusters", kInvalid);
  std::vector<std::string> arns;
  for (const auto& [name, cluster] : estate.clusters) {
    if (cluster.active) arns.push_back(cluster.arn);
  }
  Json answer = page(p, "clusterArns", arns, 100);
  if (auto error = p.finish()) return *error;
  return answer;
}

core::ApiResult remove(Estate& estate, const Json& params) {
  core::Params p(params, "ecs:DeleteCluster", kInvalid);
  const std::string reference = p.string("cluster");
  if (auto error = p.finish()) return *error;
  const auto found = estate.cluster(reference);
  if (!found) return found.error();
  Cluster& cluster = **found;
  for (const auto& [name, service] : cluster.services) {
    if (service->status == ServiceStatus::inactive) continue;
    return core::ApiError{"ClusterContainsServicesException",
                          "The Cluster cannot be deleted while Services are active."};
  }
  for (const auto& task : estate.fleet.all()) {
    if (task->record().cluster_arn != cluster.arn) continue;
    if (task->record().last_status == TaskStatus::stopped) continue;
    return core::ApiError{"ClusterContainsTasksException",
                          "The Cluster cannot be deleted while Tasks are active."};
  }
  cluster.active = false;
  return Json{{"cluster", describe(estate, cluster)}};
}

}  // namespace

void register_cluster_operations(Estate& estate) {
  using Handler = core::ApiResult (*)(Estate&, const Json&);
  const auto add = [&](const char* action, Handler handler, const char* member) {
    estate.context.operations.add(
        "ecs", action,
        [&estate, handler](const Json& params, const core::CallContext&) {
          return handler(estate, params);
        },
        [&estate, member](const Json& params) {
          std::vector<std::string> arns;
          if (member == nullptr) return arns;
          for (const auto& name : texts_of(params, member)) {
            arns.push_back(estate.context.account.arn("ecs", "cluster/" + last_segment(name)));
          }
          return arns;
        });
  };
  add("CreateCluster", create, nullptr);
  add("DescribeClusters", describe_all, "clusters");
  add("ListClusters", list, nullptr);
  add("DeleteCluster", remove, "cluster");
}

}  // namespace spillway::ecs
