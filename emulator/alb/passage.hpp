// Passage: a client's request whose bytes its front moves (live mode's sockets), while the load
// balancer decides what becomes of it: bodies pass through without ever being held whole.
//
// Owned by the front, which hands it to LoadBalancers::receive() and must not destroy it before the
// request is over or aborted. The load balancer calls it on the runtime's thread, also from within
// the front's own calls: receive(), give_body(), target_answered().
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/alb/client.hpp"
#include "runtime/time.hpp"

namespace spillway::alb {

/// What became of a request, for the access log. Views are literals, or valid as long as
/// LoadBalancers.
struct PassageNotes {
  std::int64_t rule_priority = -1;  ///< 0: the default rule; -1: no rule was looked for
  std::string_view action;          ///< "forward", "fixed-response", "redirect" or empty
  std::string_view target_group_arn;
  std::string_view target;  ///< "10.0.1.2:8080"; empty for a function
  std::string_view error_reason;
  std::string trace_id;              ///< X-Amzn-Trace-Id as the target gets it
  std::optional<TimePoint> sent_at;  ///< to the target
  std::optional<int> target_status;

  /// As new, but for the buffers, which stay.
  void clear() {
    rule_priority = -1;
    action = target_group_arn = target = error_reason = {};
    trace_id.clear();
    sent_at.reset();
    target_status.reset();
  }
};

class Passage {
 public:
  virtual ~Passage() = default;

  /// The answer is the load balancer's own, or a function's: it is whole, and the request is over.
  virtual void answer(ClientResponse&& response) = 0;
  /// The request's body is needed up to that many bytes: give_body() follows, or refuse(413).
  virtual void want_body(RequestId id, std::size_t limit) = 0;
  /// The request goes to that port of this machine, its body after it; target_answered() follows.
  virtual void forward(RequestId id, std::uint16_t port, const HttpRequest& request) = 0;
  /// The target's answer without its body, which follows; over() ends the request.
  virtual void relay(const HttpResponse& head) = 0;
  /// A relayed answer is broken off, and the request is over: its target is gone.
  virtual void break_off() = 0;

  PassageNotes notes;  ///< written by the load balancer
};

/// What of a load balancer's attributes concerns its front.
struct FrontOptions {
  Duration idle_timeout{};
  Duration client_keep_alive{};
  Duration connect_timeout{};  ///< to a target
  DesyncMode desync = DesyncMode::defensive;
};

}  // namespace spillway::alb
