// Config: what the controller is told by its environment. Plain values.
#pragma once

#include <boost/system/result.hpp>
#include <string>

#include "runtime/environment.hpp"
#include "runtime/invocation.hpp"
#include "runtime/time.hpp"

namespace spillway::controller {

struct Config {
  std::string cluster;                  ///< CLUSTER: name or ARN
  std::string service;                  ///< SERVICE: name or ARN
  std::string listener_arn;             ///< LISTENER_ARN
  std::string lambda_target_group_arn;  ///< LAMBDA_TARGET_GROUP_ARN
  std::string ecs_target_group_arn;     ///< ECS_TARGET_GROUP_ARN
  int desired_count = 1;                ///< DESIRED_COUNT, while ECS serves; from 1
  std::string strategy = "poll";        ///< STRATEGY
  int stickiness_seconds = 0;           ///< STICKINESS_SECONDS of the listener's action; 0: none
  Duration poll_interval{};             ///< POLL_INTERVAL: "2", "2s", "500ms"; 0: no wait at all
};

/// The error, of type "Function.InvalidConfiguration", names every variable that is missing or
/// malformed, its value and what to do, one a line. An empty variable counts as missing.
boost::system::result<Config, FunctionError> config_from(const Environment& environment);

/// The same error for other problems, one a line.
FunctionError invalid_configuration(const std::string& problems);

}  // namespace spillway::controller
