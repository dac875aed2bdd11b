#include "emulator/ecs/dependencies.hpp"

#include <algorithm>

namespace spillway::ecs {
namespace {

using Condition = ContainerDependency::Condition;

std::size_t index_of(const TaskDefinition& definition, const std::string& name) {
  const auto& all = definition.containers;
  return static_cast<std::size_t>(
      std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.name == name; }) -
      all.begin());
}

struct Needed {
  const ContainerDefinition& definition;
  const ContainerRecord& record;
};

Needed needed_by(const TaskRecord& task, const ContainerDependency& dependency) {
  const std::size_t i = index_of(*task.definition, dependency.container);
  return {task.definition->containers[i], task.containers[i]};
}

bool is_met(const Needed& needed, Condition condition) {
  const bool exited = needed.record.exit_code.has_value();
  switch (condition) {
    case Condition::start:
      return needed.record.started_at.has_value();
    case Condition::complete:
      return exited;
    case Condition::success:
      return exited && *needed.record.exit_code == 0;
    case Condition::healthy:
      return !exited && needed.record.health_status == "HEALTHY";
  }
  return false;
}

bool is_impossible(const Needed& needed, Condition condition) {
  const bool exited = needed.record.exit_code.has_value();
  if (condition == Condition::success) return exited && *needed.record.exit_code != 0;
  return condition == Condition::healthy && (exited || needed.record.health_status == "UNHEALTHY");
}

// START has come about as soon as the other container runs: it has no time to run out.
std::optional<TimePoint> deadline_of(const Needed& needed, Condition condition) {
  if (condition == Condition::start || !needed.record.started_at) return std::nullopt;
  return *needed.record.started_at + needed.definition.start_timeout;
}

// True if a chain of dependencies leads from `at` back to a container on the way.
bool is_circular(const TaskDefinition& definition, std::size_t at, std::vector<std::size_t>& way) {
  if (std::find(way.begin(), way.end(), at) != way.end()) return true;
  way.push_back(at);
  for (const auto& dependency : definition.containers[at].depends_on) {
    if (is_circular(definition, index_of(definition, dependency.container), way)) return true;
  }
  way.pop_back();
  return false;
}

std::string wrong_dependency(const TaskDefinition& definition, const ContainerDefinition& container,
                             const ContainerDependency& dependency) {
  const ContainerDefinition* other = definition.container(dependency.container);
  if (other == nullptr || other == &container) {
    return "The container '" + container.name + "' depends on '" + dependency.container +
           "', which is no other container of the task definition.";
  }
  if (dependency.condition == Condition::healthy && !other->health_check) {
    return "The container '" + dependency.container +
           "' must have a health check, as another depends on it with the condition HEALTHY.";
  }
  const bool must_end =
      dependency.condition == Condition::complete || dependency.condition == Condition::success;
  if (must_end && other->essential) {
    return "The container '" + dependency.container +
           "' must not be essential, as another depends on it with the condition COMPLETE or "
           "SUCCESS.";
  }
  return {};
}

}  // namespace

std::string wrong_dependencies(const TaskDefinition& definition) {
  for (const auto& container : definition.containers) {
    for (const auto& dependency : container.depends_on) {
      std::string why = wrong_dependency(definition, container, dependency);
      if (!why.empty()) return why;
    }
  }
  for (std::size_t i = 0; i < definition.containers.size(); ++i) {
    std::vector<std::size_t> way;
    if (is_circular(definition, i, way)) return "The dependencies of the containers are circular.";
  }
  return {};
}

bool may_start(const TaskRecord& task, std::size_t index) {
  const auto& dependencies = task.definition->containers[index].depends_on;
  return std::all_of(dependencies.begin(), dependencies.end(), [&](const auto& dependency) {
    return is_met(needed_by(task, dependency), dependency.condition);
  });
}

// The messages are those of the container agent. UNSOURCED
std::string cannot_start(const TaskRecord& task, std::size_t index, TimePoint now) {
  const ContainerDefinition& target = task.definition->containers[index];
  for (const auto& dependency : target.depends_on) {
    const Needed needed = needed_by(task, dependency);
    if (is_met(needed, dependency.condition)) continue;
    const std::string what = "dependency graph: failed to resolve container ordering dependency [" +
                             dependency.container + "] for target [" + target.name + "] as ";
    if (is_impossible(needed, dependency.condition)) {
      return what + (dependency.condition == Condition::success
                         ? "dependency did not exit successfully."
                         : "dependency did not become healthy.");
    }
    const auto deadline = deadline_of(needed, dependency.condition);
    if (deadline && now >= *deadline) return what + "dependency has timed out.";
  }
  return {};
}

std::optional<TimePoint> gives_up_at(const TaskRecord& task) {
  std::optional<TimePoint> first;
  for (std::size_t i = 0; i < task.containers.size(); ++i) {
    if (task.containers[i].started_at) continue;
    for (const auto& dependency : task.definition->containers[i].depends_on) {
      const Needed needed = needed_by(task, dependency);
      if (is_met(needed, dependency.condition)) continue;
      const auto deadline = deadline_of(needed, dependency.condition);
      if (deadline && (!first || *deadline < *first)) first = deadline;
    }
  }
  return first;
}

bool may_stop(const TaskRecord& task, std::size_t index) {
  const std::string& name = task.definition->containers[index].name;
  for (std::size_t i = 0; i < task.containers.size(); ++i) {
    if (task.containers[i].last_status != "RUNNING") continue;
    for (const auto& dependency : task.definition->containers[i].depends_on) {
      if (dependency.container == name) return false;
    }
  }
  return true;
}

}  // namespace spillway::ecs
