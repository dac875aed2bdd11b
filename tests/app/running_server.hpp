// RunningServer: an HttpServer on a free port, working on a thread of its own, with a handler that
// tells what it was asked. Owned by a test.
#pragma once

#include <future>
#include <thread>

#include "app/http_server.hpp"
#include "runtime/live_runtime.hpp"

namespace spillway::testing {

class RunningServer {
 public:
  explicit RunningServer(app::ServerOptions options = {});
  ~RunningServer();

  std::uint16_t port() const { return server_.port(); }
  /// HttpServer::stop; ready when it has stopped.
  std::future<void> stop();

 private:
  /// "/slow" takes 300 ms, "/late" a minute, "/throw" throws, "/dated" has a Date; any other path
  /// answers "<method> <target> <body>".
  Task<HttpResponse> answer(HttpRequest request);

  LiveRuntime runtime_;
  app::HttpServer server_;
  std::thread thread_;
};

}  // namespace spillway::testing
