// Dependencies: in which order the containers of a task start and stop (`ecs:ContainerDependency`).
//
// Pure functions over the definition and what is known of the containers; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/ecs/task_record.hpp"

namespace spillway::ecs {

/// Empty, or why no task could have these dependencies: the message of RegisterTaskDefinition.
std::string wrong_dependencies(const TaskDefinition& definition);

/// Everything that container `index` waits for has come about.
bool may_start(const TaskRecord& task, std::size_t index);
/// Empty, or why container `index` will never start.
std::string cannot_start(const TaskRecord& task, std::size_t index, TimePoint now);
/// When cannot_start() changes by itself: the earliest startTimeout of what is waited for.
std::optional<TimePoint> gives_up_at(const TaskRecord& task);
/// No running container depends on container `index`: it may be stopped.
bool may_stop(const TaskRecord& task, std::size_t index);

}  // namespace spillway::ecs
