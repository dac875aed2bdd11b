// The parameters that several operations on services and tasks share. Errors are kept in `p`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/core/params.hpp"
#include "emulator/ecs/service.hpp"

namespace spillway::ecs {

// Which parts of a service's deploymentConfiguration a call sets.
struct DeploymentNumbers {
  std::optional<std::int64_t> maximum;
  std::optional<std::int64_t> minimum;
  std::optional<CircuitBreaker> circuit_breaker;
};

DeploymentNumbers read_deployment_configuration(core::Params& p);
/// Reads {"awsvpcConfiguration": {...}}. Empty subnets: it was absent.
NetworkConfiguration read_network(core::Params& p, const std::string& operation);
/// At most five target groups. Absent and empty are both empty: has() tells which.
std::vector<LoadBalancer> read_load_balancers(core::Params& p);
/// launchType must be FARGATE and the platform version one that is modelled.
void read_launch_type(core::Params& p);
void read_platform_version(core::Params& p);
/// Features of a service that are not modelled: refused by name if anything stands in them.
void refuse_service_features(core::Params& p, const std::string& operation);

}  // namespace spillway::ecs
