// CurlWorker: a thread that runs HTTP exchanges, many at a time, over kept connections. Internal to
// runtime/: CurlTransport stands on it.
//
// start() and cancel() may be called from any one thread; `done` is called on the worker's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "runtime/http_transport.hpp"

namespace spillway {

class CurlWorker {
 public:
  using Done = std::function<void(std::uint64_t id, TransportResult result)>;

  explicit CurlWorker(Done done);
  /// Breaks off what is under way, without a callback, and waits for the thread.
  ~CurlWorker();
  CurlWorker(const CurlWorker&) = delete;
  CurlWorker& operator=(const CurlWorker&) = delete;

  /// `id` is the caller's, and not in use.
  void start(std::uint64_t id, OutgoingRequest request);
  /// Breaks the exchange off. `done` may still be called for it, if it had just ended.
  void cancel(std::uint64_t id);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace spillway
