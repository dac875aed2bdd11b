// ScriptedTransport: an HttpTransport that answers from a list and remembers what it was asked, and
// when. For tests in virtual time.
#pragma once

#include <deque>
#include <vector>

#include "runtime/http_transport.hpp"

namespace spillway::testing {

class ScriptedTransport final : public HttpTransport {
 public:
  explicit ScriptedTransport(Runtime& runtime) : runtime_(runtime) {}

  void answer(HttpResponse response) { script_.emplace_back(std::move(response)); }
  void fail(TransportError error) { script_.emplace_back(std::move(error)); }

  /// With the script at its end, an error.
  Task<TransportResult> send(OutgoingRequest request) override {
    sent.push_back(std::move(request));
    sent_at.push_back(runtime_.now());
    if (script_.empty()) co_return TransportError{"the script is at its end"};
    TransportResult next = std::move(script_.front());
    script_.pop_front();
    co_return next;
  }

  std::vector<OutgoingRequest> sent;
  std::vector<TimePoint> sent_at;

 private:
  Runtime& runtime_;
  std::deque<TransportResult> script_;
};

}  // namespace spillway::testing
