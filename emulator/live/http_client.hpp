// HttpClient: requests to one address over kept connections: the load balancer's to a target, the
// load's to the load balancer.
//
// Owned by whoever sends; used from the LiveRuntime's thread. A connection carries one request at a
// time (no pipelining, aws-facts A2). The answer is delivered under the cause that was current when
// the request was sent. Destroying the client closes all connections; what is outstanding is
// destroyed uncalled.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "runtime/http.hpp"
#include "runtime/live_runtime.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::live {

struct ClientOutcome {
  enum class Kind {
    answered,
    refused,      ///< nothing listens there
    unreachable,  ///< no connection for another reason
    reset,        ///< the connection broke, or what came is no HTTP
  };
  Kind kind = Kind::answered;
  HttpResponse response;
  std::uint16_t local_port = 0;  ///< of the connection
};

class HttpClient {
 public:
  /// Of a request under way.
  enum class RequestId : std::uint64_t {};
  using Done = UniqueFunction<void(ClientOutcome&&)>;

  HttpClient(LiveRuntime& runtime, std::string ip, std::uint16_t port);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// `done` is called once, never before this returns. Without `keep` the connection is closed
  /// after the answer, and the request says so.
  RequestId send(HttpRequest request, bool keep, Done done);
  /// Closes the connection of that request; its `done` is destroyed uncalled. Of one that is over:
  /// does nothing.
  void cancel(RequestId request);
  /// Closes the connections that carry no request.
  void close_idle();

  std::size_t outstanding() const;

  struct Core;

 private:
  std::shared_ptr<Core> core_;
};

}  // namespace spillway::live
