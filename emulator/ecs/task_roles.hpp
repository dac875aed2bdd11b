// What a task needs of its roles and of its log groups before it can start. The messages are AWS's;
// when exactly it looks is UNSOURCED. Pure functions of the model's state, runtime's thread only.
#pragma once

#include <string>

#include "emulator/core/context.hpp"
#include "emulator/ecs/task_definition.hpp"
#include "emulator/ecs/task_run.hpp"

namespace spillway::ecs {

/// Why ECS cannot act under one of the definition's roles; empty if it can.
std::string cannot_assume(const core::Context& context, const TaskDefinition& definition);

/// Why the task's resources cannot be initialised, what follows "ResourceInitializationError: ";
/// empty if they can.
std::string cannot_initialize(const TaskPorts& ports, const TaskRecord& record);

}  // namespace spillway::ecs
