// CurlTransport: the HttpTransport of deployed binaries and of live mode: libcurl on a thread of
// its own, signing with CURLOPT_AWS_SIGV4.
//
// Owned by main() beside its LiveRuntime, which outlives it; used from the Runtime's thread.
// Destroying the frame that awaits send() breaks the exchange off.
#pragma once

#include <memory>

#include "runtime/http_transport.hpp"
#include "runtime/live_runtime.hpp"

namespace spillway {

class CurlTransport final : public HttpTransport {
 public:
  explicit CurlTransport(LiveRuntime& runtime);
  ~CurlTransport() override;

  /// The answer comes back on the Runtime's thread, with the cause of the call.
  Task<TransportResult> send(OutgoingRequest request) override;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace spillway
