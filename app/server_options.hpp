// What the HTTP server may be told, and its limits. Plain values.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>

#include "runtime/environment.hpp"
#include "runtime/time.hpp"

namespace spillway::app {

struct ServerOptions {
  /// BIND_ADDRESS. A container has to listen on all of its addresses.
  std::string address = "0.0.0.0";
  /// PORT; 0 takes any free one. The reference system's container port is 8080.
  std::uint16_t port = 8080;
  /// How long requests in flight may take after SIGTERM: STOP_TIMEOUT, which should say the
  /// container's stopTimeout (30 s by default, aws-facts E2), less a margin for leaving.
  Duration stop_patience = std::chrono::seconds(28);

  /// A kept connection without a request. Longer than the ALB's idle timeout (60 s, aws-facts A2):
  /// if the target closes first, a request on its way becomes a 502.
  Duration idle_timeout = std::chrono::seconds(75);
  /// From a request's first byte to its last.
  Duration read_timeout = std::chrono::seconds(30);
  Duration write_timeout = std::chrono::seconds(30);

  // The ALB's limits (aws-facts A2, A4): what passes it passes here.
  std::size_t max_target = 16UL * 1024;        ///< else 414
  std::size_t max_header_field = 16UL * 1024;  ///< one field; else 431
  std::size_t max_header = 64UL * 1024;        ///< request line and all fields; else 431
  std::size_t max_body = 1024UL * 1024;        ///< else 413
};

/// The defaults with BIND_ADDRESS, PORT and STOP_TIMEOUT ("30", "30s", "500ms") of the environment;
/// an empty variable counts as missing. The error names every variable that makes no sense, one a
/// line.
boost::system::result<ServerOptions, std::string> server_options_from(
    const Environment& environment);

}  // namespace spillway::app
