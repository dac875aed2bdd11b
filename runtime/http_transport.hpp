// HttpTransport: how a request leaves the process. Two implementations: CurlTransport (runtime/),
// and the emulator's in-memory one. Owned by main() or the host; used from the Runtime's thread
// only.
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "runtime/aws/credentials.hpp"
#include "runtime/http.hpp"
#include "runtime/task.hpp"

namespace spillway {

/// How to sign a request: AWS Signature Version 4.
struct Signing {
  std::string service;  ///< signing name: "monitoring", "elasticloadbalancing", "ecs", ...
  std::string region;
  aws::Credentials credentials;
};

struct OutgoingRequest {
  std::string origin;  ///< "http://127.0.0.1:4566": scheme, host and port, no path
  HttpRequest request;
  std::optional<Signing> signing;
  Duration timeout = std::chrono::seconds(60);  ///< for the whole exchange; zero: none
};

/// No answer came: connection refused, reset, timed out.
struct TransportError {
  std::string message;
  bool sent = false;  ///< the request may have reached the server
};

[[noreturn]] inline void throw_exception_from_error(const TransportError& error,
                                                    const boost::source_location&) {
  throw std::runtime_error(error.message);
}

using TransportResult = boost::system::result<HttpResponse, TransportError>;

class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  virtual Task<TransportResult> send(OutgoingRequest request) = 0;
};

}  // namespace spillway
