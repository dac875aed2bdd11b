// HttpServer: the app's front door in a container. HTTP/1.1 over plain TCP, as the ALB speaks it to
// a target.
//
// Owned by main() or a test, beside a LiveRuntime that outlives it; used from the Runtime's thread.
// Destroying it breaks every connection off, and the handlers on them.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "app/server_options.hpp"
#include "runtime/http.hpp"
#include "runtime/task.hpp"

namespace spillway::app {

using RequestHandler = std::function<Task<HttpResponse>(HttpRequest)>;

class HttpServer {
 public:
  HttpServer(Runtime& runtime, RequestHandler handler, ServerOptions options);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Listens. The error says which address could not be had, and why.
  boost::system::result<void, std::string> start();

  /// The port it listens on, also if 0 was asked for. Precondition: started.
  std::uint16_t port() const;

  /// Accepts nobody any more, closes idle connections, answers the requests in flight with
  /// "Connection: close", and calls `stopped` when that is done, or after options.stop_patience,
  /// when it breaks off what is left. Call it once.
  void stop(Callback stopped);

  std::size_t open_connections() const;

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace spillway::app
