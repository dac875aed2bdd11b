// ListTasks, DescribeTasks, StopTask, RunTask.
#include "emulator/core/params.hpp"
#include "emulator/ecs/identifiers.hpp"
#include "emulator/ecs/operations.hpp"
#include "emulator/ecs/service_parameters.hpp"
#include "emulator/ecs/shapes.hpp"
#include "emulator/ecs/task_overrides.hpp"

namespace spillway::ecs {
namespace {

using core::CallContext;

// aws-facts E1: the default filter is desiredStatus RUNNING; PENDING answers an empty list.
struct ListFilter {
  std::string service;
  std::string family;
  std::string started_by;
  std::string desired = "RUNNING";

  bool matches(const TaskRecord& task, TimePoint now) const {
    const Listing listing = desired == "RUNNING"   ? Listing::running
                            : desired == "STOPPED" ? Listing::stopped
                                                   : Listing::none;
    if (listing == Listing::none || task.seen_listing.seen(now) != listing) return false;
    if (!service.empty() && task.service != service) return false;
    if (!family.empty() && task.definition->family != family) return false;
    return started_by.empty() || task.started_by == started_by;
  }
};

core::ApiResult list(Estate& estate, const Json& params, const CallContext&) {
  core::Params p(params, "ecs:ListTasks", kInvalid);
  const std::string reference = p.optional_string("cluster").value_or("");
  ListFilter filter;
  filter.service = last_segment(p.optional_string("serviceName").value_or(""));
  filter.family = p.optional_string("family").value_or("");
  filter.started_by = p.optional_string("startedBy").value_or("");
  filter.desired =
      p.optional_choice("desiredStatus", {"RUNNING", "PENDING", "STOPPED"}).value_or("RUNNING");
  p.optional_choice("launchType", {"FARGATE"});
  const auto cluster = estate.cluster(reference);
  std::vector<std::string> arns;
  for (const auto& task : estate.fleet.all()) {
    const TaskRecord& record = task->record();
    if (!cluster || record.cluster_arn != (*cluster)->arn) continue;
    if (filter.matches(record, estate.context.runtime.now())) arns.push_back(record.arn);
  }
  Json answer = page(p, "taskArns", arns, 100);
  if (auto error = p.finish()) return *error;
  if (!cluster) return cluster.error();
  if (!filter.service.empty() && estate.service(**cluster, filter.service) == nullptr) {
    return core::ApiError{"ServiceNotFoundException", "Service not found."};
  }
  return answer;
}

std::optional<core::ApiError> check_cluster_of(const Cluster& cluster, const std::string& task) {
  const std::string named = cluster_in(task);
  if (named.empty() || named == cluster.name) return std::nullopt;
  return invalid_parameter("Invalid identifier: Identifier is for " + named + ". Your cluster is " +
                           cluster.name);
}

core::ApiResult describe(Estate& estate, const Json& params, const CallContext&) {
  core::Params p(params, "ecs:DescribeTasks", kInvalid);
  const std::string reference = p.optional_string("cluster").value_or("");
  const std::vector<std::string> tasks = p.strings("tasks");
  p.inert("include");
  if (tasks.empty()) p.fail("Tasks cannot be empty.");
  if (tasks.size() > 100) p.fail("Tasks cannot have more than 100 elements.");
  if (auto error = p.finish()) return *error;
  const auto cluster = estate.cluster(reference);
  if (!cluster) return cluster.error();
  Json answer{{"tasks", Json::array()}, {"failures", Json::array()}};
  for (const auto& name : tasks) {
    if (auto error = check_cluster_of(**cluster, name)) return *error;
    const std::string id = last_segment(name);
    if (const TaskRun* task = estate.fleet.find((*cluster)->arn, id)) {
      answer["tasks"].push_back(describe_task(task->record(), TimeForm::epoch));
    } else {
      answer["failures"].push_back(
          missing(estate.context.account.arn("ecs", "task/" + (*cluster)->name + "/" + id)));
    }
  }
  return answer;
}

core::ApiResult stop(Estate& estate, const Json& params, const CallContext&) {
  core::Params p(params, "ecs:StopTask", kInvalid);
  const std::string reference = p.optional_string("cluster").value_or("");
  const std::string name = p.string("task");
  const std::string reason = p.optional_string("reason").value_or("");
  if (auto error = p.finish()) return *error;
  const auto cluster = estate.cluster(reference);
  if (!cluster) return cluster.error();
  if (auto error = check_cluster_of(**cluster, name)) return *error;
  TaskRun* task = estate.fleet.find((*cluster)->arn, last_segment(name));
  if (task == nullptr) return invalid_parameter("The referenced task was not found.");
  task->stop("UserInitiated", reason.empty() ? "Task stopped by user" : reason);
  return Json{{"task", describe_task(task->record(), TimeForm::epoch)}};
}

struct RunRequest {
  std::string cluster;
  std::string definition;
  std::int64_t count = 1;
  TaskOverrides overrides;
  LaunchOrder order;  // startedBy, group, network
};

std::optional<core::ApiError> read_run(const Json& params, RunRequest& request) {
  core::Params p(params, "ecs:RunTask", kInvalid);
  LaunchOrder& order = request.order;
  request.cluster = p.optional_string("cluster").value_or("");
  request.definition = p.string("taskDefinition");
  request.count = p.optional_integer("count", 1, 10).value_or(1);
  order.started_by = p.optional_string("startedBy").value_or("");
  order.group = p.optional_string("group").value_or("");
  order.network = read_network(p, "ecs:RunTask");
  request.overrides = read_overrides(p);
  read_launch_type(p);
  read_platform_version(p);
  for (const char* member : {"capacityProviderStrategy", "placementConstraints",
                             "placementStrategy", "volumeConfigurations"}) {
    refuse_contents(p, member, "ecs:RunTask");
  }
  for (const char* member :
       {"tags", "enableECSManagedTags", "enableExecuteCommand", "propagateTags", "referenceId"}) {
    p.inert(member);
  }
  // A second call with the same token would have to answer with the first one's tasks.
  if (p.has("clientToken")) p.fail(core::not_modelled("clientToken of ecs:RunTask"));
  if (order.started_by.size() > 128) p.fail("startedBy is longer than 128 characters.");
  if (order.group.starts_with("service:")) p.fail("Invalid namespace for group.");
  if (!p.failed() && order.network.subnets.empty()) {
    p.fail("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  return p.finish();
}

core::ApiResult run(Estate& estate, const Json& params, const CallContext&) {
  RunRequest request;
  if (auto error = read_run(params, request)) return *error;
  const auto cluster = estate.cluster(request.cluster);
  if (!cluster) return cluster.error();
  const auto found = estate.runnable_definition(request.definition);
  if (!found) return found.error();
  const auto definition = overridden(*found, request.overrides);
  if (!definition) return definition.error();
  LaunchOrder& order = request.order;
  order.definition = *definition;
  order.overrides = request.overrides.shape;
  order.cluster = (*cluster)->name;
  order.cluster_arn = (*cluster)->arn;
  if (order.group.empty()) order.group = "family:" + order.definition->family;
  // All or nothing; the words are those of aws-facts E4, for this limit UNSOURCED.
  const std::int64_t launches = estate.scheduler.take_launches(request.count);
  if (launches < request.count) {
    estate.scheduler.return_launches(launches);
    return core::ApiError{"ThrottlingException", "Rate exceeded"};
  }
  Json answer{{"tasks", Json::array()}, {"failures", Json::array()}};
  for (std::int64_t i = 0; i < request.count; ++i) {
    if (const std::string why = estate.scheduler.no_capacity(order.group); !why.empty()) {
      answer["failures"].push_back({{"reason", why}});
      continue;
    }
    answer["tasks"].push_back(describe_task(estate.fleet.launch(order).record(), TimeForm::epoch));
  }
  return answer;
}

std::vector<std::string> task_arns(const Estate& estate, const Json& params,
                                   const std::string& member) {
  std::vector<std::string> arns;
  for (const auto& name : texts_of(params, member)) {
    const std::string resource = "task/" + cluster_of(params) + "/" + name;
    arns.push_back(name.starts_with("arn:") ? name : estate.context.account.arn("ecs", resource));
  }
  return arns;
}

}  // namespace

void register_task_operations(Estate& estate) {
  using Handler = core::ApiResult (*)(Estate&, const Json&, const CallContext&);
  using Resources = std::function<std::vector<std::string>(const Json&)>;
  const auto add = [&](const char* action, Handler handler, Resources resources) {
    estate.context.operations.add(
        "ecs", action,
        [&estate, handler](const Json& params, const CallContext& call) {
          return handler(estate, params, call);
        },
        std::move(resources));
  };
  add("ListTasks", list, {});
  add("DescribeTasks", describe,
      [&estate](const Json& params) { return task_arns(estate, params, "tasks"); });
  add("StopTask", stop,
      [&estate](const Json& params) { return task_arns(estate, params, "task"); });
  add("RunTask", run, [&estate](const Json& params) {
    const auto definition = estate.definitions.find(text_of(params, "taskDefinition"));
    return definition ? std::vector{definition->arn} : std::vector<std::string>{};
  });
}

}  // namespace spillway::ecs
