// What a container is shown of its own task: the task metadata endpoint, version 4, as Fargate
// answers it (ECSDG/task-metadata-endpoint-v4-fargate), the keys of the task's role, the log
// stream. Pure functions of the model's state, runtime's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "emulator/core/context.hpp"
#include "emulator/ecs/task_record.hpp"
#include "runtime/json.hpp"

namespace spillway::ecs {

/// ${ECS_CONTAINER_METADATA_URI_V4}
Json container_metadata(const TaskRecord& task, std::size_t index, const core::Account& account);
/// ${ECS_CONTAINER_METADATA_URI_V4}/task
Json task_metadata(const TaskRecord& task, const core::Account& account);
/// What AWS_CONTAINER_CREDENTIALS_FULL_URI answers. The task has a role.
Json role_credentials(core::Context& context, const TaskRecord& task);

/// Of a container whose log driver is awslogs.
std::string log_group_of(const ContainerDefinition& definition);
/// "prefix/container/task"; without a prefix the container's own id.
std::string log_stream_of(const TaskRecord& task, std::size_t index);

/// The task's limit.
std::int64_t memory_of(const TaskDefinition& definition);

}  // namespace spillway::ecs
