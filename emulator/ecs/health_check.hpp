// HealthCheck: a container's own health check, as its task definition orders it.
//
// No emulator can run any command, so one that asks an HTTP URL of the task itself with curl or
// wget is performed as that request; any other is refused by name, unless the settings say how it
// ends. Plain values and a pure reader; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "emulator/core/params.hpp"
#include "runtime/http.hpp"
#include "runtime/time.hpp"

namespace spillway::ecs {

/// The request that a command makes, and which answers it takes for success.
struct HttpCheck {
  std::uint16_t port = 80;
  std::string method = "GET";
  std::string target = "/";
  int success_below = 600;  ///< the first status that makes the command fail
  std::optional<Duration> max_time;

  bool passes(const HttpResponse& answer) const { return answer.status < success_below; }
};

/// Limits and defaults: `ecs:HealthCheck`.
struct HealthCheck {
  std::optional<HttpCheck> request;  ///< nothing: a command that the settings answer for
  Duration interval = std::chrono::seconds(30);
  Duration timeout = std::chrono::seconds(5);
  std::int64_t retries = 3;
  Duration start_period{};
};

/// The request of a command line such as "curl -f http://localhost:8080/ || exit 1"; nothing if it
/// is another one.
std::optional<HttpCheck> http_check_of(const std::string& command_line);

/// Reads `healthCheck`; what is wrong is kept in `outer`. Nothing for the command NONE.
/// `other_commands`: those that make no request of the task itself are accepted.
std::optional<HealthCheck> read_health_check(core::Params& outer, const Json& params,
                                             bool other_commands);

}  // namespace spillway::ecs
