// The API operations of ECS, over JSON (aws-facts E1, E4). Registered once, by Clusters.
#pragma once

#include "emulator/ecs/estate.hpp"

namespace spillway::ecs {

void register_cluster_operations(Estate& estate);
void register_task_definition_operations(Estate& estate);
void register_service_operations(Estate& estate);
void register_service_queries(Estate& estate);
void register_task_operations(Estate& estate);

}  // namespace spillway::ecs
