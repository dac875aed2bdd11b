// The shapes in which the API and the events show tasks and services (aws-facts E1).
//
// Pure functions of the records.
#pragma once

#include "emulator/ecs/service.hpp"
#include "emulator/ecs/task_record.hpp"
#include "runtime/json.hpp"

namespace spillway::ecs {

/// JSON protocols show epoch seconds with a fraction, EventBridge's details show ISO 8601.
enum class TimeForm { epoch, iso8601 };

Json time_value(WallTime time, TimeForm form);  ///< to the millisecond

Json describe_task(const TaskRecord& task, TimeForm form);
/// Counts of the whole service and of each deployment, in their order.
Json describe_service(const Service& service, const TaskCounts& total,
                      const std::vector<TaskCounts>& by_deployment);
Json describe_network(const NetworkConfiguration& network);
Json describe_load_balancers(const std::vector<LoadBalancer>& load_balancers);

}  // namespace spillway::ecs
