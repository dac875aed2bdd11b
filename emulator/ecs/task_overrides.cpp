#include "emulator/ecs/task_overrides.hpp"

#include <algorithm>

#include "emulator/ecs/identifiers.hpp"

namespace spillway::ecs {
namespace {

constexpr char kOperation[] = "ecs:RunTask";

void read_variables(core::Params& p, TaskOverrides::Container& container) {
  const Json* variables = p.array("environment");
  if (variables == nullptr) return;
  for (const Json& item : *variables) {
    core::Params variable(item, kOperation, kInvalid, "overrides.containerOverrides.environment.");
    container.environment[variable.string("name")] = variable.string("value");
    if (auto error = variable.finish()) p.fail(*error);
  }
}

TaskOverrides::Container read_container(core::Params& outer, const Json& item) {
  core::Params p(item, kOperation, kInvalid, "overrides.containerOverrides.");
  TaskOverrides::Container container;
  container.name = p.string("name");
  if (p.has("command")) container.command = p.strings("command");
  read_variables(p, container);
  for (const char* member : {"environmentFiles", "resourceRequirements"}) {
    refuse_contents(p, member, kOperation);
  }
  for (const char* member : {"cpu", "memory", "memoryReservation"}) p.inert(member);
  if (auto error = p.finish()) outer.fail(*error);
  return container;
}

}  // namespace

TaskOverrides read_overrides(core::Params& p) {
  TaskOverrides overrides;
  const Json* given = p.object("overrides");
  if (given == nullptr) return overrides;
  core::Params inner(*given, kOperation, kInvalid, "overrides.");
  if (const Json* containers = inner.array("containerOverrides")) {
    for (const Json& item : *containers) {
      overrides.containers.push_back(read_container(inner, item));
    }
  }
  overrides.execution_role = inner.optional_string("executionRoleArn").value_or("");
  overrides.task_role = inner.optional_string("taskRoleArn").value_or("");
  for (const char* member : {"cpu", "memory"}) {
    if (inner.has(member)) inner.fail(core::not_modelled("overrides." + std::string(member)));
  }
  refuse_contents(inner, "inferenceAcceleratorOverrides", kOperation);
  inner.inert("ephemeralStorage");
  if (auto error = inner.finish()) p.fail(*error);
  overrides.shape = *given;
  return overrides;
}

boost::system::result<std::shared_ptr<const TaskDefinition>, core::ApiError> overridden(
    const std::shared_ptr<const TaskDefinition>& definition, const TaskOverrides& overrides) {
  if (overrides.empty()) return definition;
  auto changed = std::make_shared<TaskDefinition>(*definition);
  for (const auto& own : overrides.containers) {
    const auto it = std::find_if(changed->containers.begin(), changed->containers.end(),
                                 [&](const auto& container) { return container.name == own.name; });
    if (it == changed->containers.end()) {
      return invalid_parameter("Override for container named " + own.name +
                               " is not a container in the TaskDefinition.");
    }
    if (own.command) it->command = *own.command;
    for (const auto& [name, value] : own.environment) it->environment[name] = value;
  }
  if (!overrides.execution_role.empty()) changed->execution_role = overrides.execution_role;
  if (!overrides.task_role.empty()) changed->task_role = overrides.task_role;
  return std::shared_ptr<const TaskDefinition>(std::move(changed));
}

}  // namespace spillway::ecs
