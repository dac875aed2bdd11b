// The paths of the Lambda API (restJson1, model of 2026-08): which operation a method and path
// mean, and the parameters in the path. A constant table; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/json.hpp"

namespace spillway::wire {

struct LambdaRoute {
  std::string_view action;
  int status;       ///< of its successful answer
  Json parameters;  ///< {"FunctionName": "..."}: decoded
};

/// Empty if no operation has that method and path.
std::optional<LambdaRoute> find_lambda_route(std::string_view method, std::string_view path);

}  // namespace spillway::wire
