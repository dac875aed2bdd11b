// A client's request and its answer, as they enter and leave the load balancer. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/http.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::alb {

/// A listener; valid as long as its LoadBalancers, also after DeleteListener.
enum class ListenerHandle : std::uint32_t {};
/// A request under way; never used again for another.
enum class RequestId : std::uint64_t {};

enum class TargetKind { none, lambda, ip };

/// routing.http.desync_mitigation_mode
enum class DesyncMode { monitor, defensive, strictest };

struct ClientRequest {
  HttpRequest request;
  std::string client_ip = "127.0.0.1";
  std::uint16_t client_port = 40000;
  bool new_connection = false;  ///< the client connects for it, which takes one round trip
  // Of a request whose bytes a Passage moves:
  bool body_follows = false;
  int refused = 0;  ///< not 0: it could not be read, and this is the status to refuse it with
};

struct ClientResponse {
  /// False: the listener was deleted, the connection refused; the rest is empty.
  bool connected = true;
  /// Complete but for Connection and Transfer-Encoding, which are the front's. To HEAD without its
  /// body, but with that body's Content-Length.
  HttpResponse response;
  TargetKind target_kind = TargetKind::none;  ///< of the target that was chosen
  std::string_view target_group;              ///< its name; valid as long as LoadBalancers
  /// "10.0.1.2:8080" or the function's ARN; valid as long as LoadBalancers.
  std::string_view target;
  std::string_view error_reason;     ///< of aws-facts A4, or empty; a literal
  std::optional<int> target_status;  ///< nothing if the answer is the load balancer's own

  /// As new, but for the buffers, which stay.
  void clear() {
    connected = true;
    response.clear();
    target_kind = TargetKind::none;
    target_group = target = error_reason = {};
    target_status.reset();
  }
};

using ClientDone =
    UniqueFunction<void(ClientResponse&&), 72>;  ///< with room for a client's own callback

}  // namespace spillway::alb
