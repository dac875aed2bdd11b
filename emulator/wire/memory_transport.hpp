// MemoryTransport: HTTP requests handed to the Endpoint as values, without a socket. The message is
// the one that would go over the wire: with its Host, and signed for real.
//
// Owned by the world, one for all hosts; used from the Runtime's thread. Whoever awaits send() may
// die meanwhile (a function that is killed): the request has been sent, and AWS carries it out.
#pragma once

#include "runtime/http_transport.hpp"
#include "runtime/runtime.hpp"

namespace spillway::wire {

class Endpoint;

class MemoryTransport final : public HttpTransport {
 public:
  MemoryTransport(Runtime& runtime, Endpoint& endpoint) : runtime_(runtime), endpoint_(endpoint) {}

  /// Every origin leads to the endpoint. The only error is the time-out.
  Task<TransportResult> send(OutgoingRequest request) override;

 private:
  Runtime& runtime_;
  Endpoint& endpoint_;
};

}  // namespace spillway::wire
