// HttpServer: HTTP/1.1 with keep-alive for what listens in live mode beside the load balancer: the
// AWS endpoint, each environment's Runtime API.
//
// Owned by what listens; used from the LiveRuntime's thread. A request arrives as an Exchange,
// which is answered once, at any time. One sweep a second closes what has been idle or silent for
// too long: a timer an operation would cost a tenth of the throughput. Destroying the server breaks
// every connection off.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "emulator/live/exchange.hpp"
#include "runtime/live_runtime.hpp"

namespace spillway::live {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                  ///< 0: a free one
  std::uint32_t header_limit = 64 * 1024;  ///< of request line and header fields together
  std::uint64_t body_limit = 1 << 20;      ///< 413 beyond
  Duration read_patience = std::chrono::seconds(60);  ///< for the next piece of a request
  Duration idle_patience = std::chrono::seconds(60);  ///< between requests
  Duration write_patience = std::chrono::seconds(60);
  std::size_t max_connections = 16384;  ///< further ones wait to be accepted
};

class HttpServer {
 public:
  using Handler = std::function<void(ExchangePtr)>;

  HttpServer(LiveRuntime& runtime, ServerOptions options, Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Listens. The error says which address could not be had, why, and what to do.
  boost::system::result<void, std::string> start();
  /// Precondition: started.
  std::uint16_t port() const;
  /// "127.0.0.1:4566"
  std::string address() const;
  std::size_t open_connections() const;

  struct Core;

 private:
  std::shared_ptr<Core> core_;
};

}  // namespace spillway::live
