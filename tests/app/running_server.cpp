#include "tests/app/running_server.hpp"

#include <stdexcept>

namespace spillway::testing {
namespace {

using namespace std::chrono_literals;

app::ServerOptions on_loopback(app::ServerOptions options) {
  options.address = "127.0.0.1";
  options.port = 0;
  return options;
}

}  // namespace

RunningServer::RunningServer(app::ServerOptions options)
    : server_(
          runtime_, [this](HttpRequest request) { return answer(std::move(request)); },
          on_loopback(std::move(options))) {
  const auto started = server_.start();
  if (!started) throw std::runtime_error(started.error());
  thread_ = std::thread([this] { runtime_.run(); });
}

RunningServer::~RunningServer() {
  runtime_.stop();
  thread_.join();
}

std::future<void> RunningServer::stop() {
  std::promise<void> stopped;
  auto future = stopped.get_future();
  runtime_.post_from_any_thread([this, stopped = std::move(stopped)]() mutable {
    server_.stop([stopped = std::move(stopped)]() mutable { stopped.set_value(); });
  });
  return future;
}

Task<HttpResponse> RunningServer::answer(HttpRequest request) {
  if (request.path() == "/throw") throw std::runtime_error("thrown by the test");
  if (request.path() == "/slow") co_await sleep_for(runtime_, 300ms);
  if (request.path() == "/late") co_await sleep_for(runtime_, 1min);
  HttpResponse response;
  if (request.path() == "/dated") response.headers.add("Date", "Mon, 05 Jan 2026 12:00:00 GMT");
  response.headers.add("content-type", "text/plain");
  response.body = request.method + " " + request.target + " " + request.body;
  co_return response;
}

}  // namespace spillway::testing
