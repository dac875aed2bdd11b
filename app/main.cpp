// The app's binary: a Lambda custom runtime if AWS_LAMBDA_RUNTIME_API is set, an HTTP server if
// not.
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "app/alb_front_door.hpp"
#include "app/http_server.hpp"
#include "runtime/lambda_runtime.hpp"
#include "runtime/program_arguments.hpp"

namespace {

using namespace spillway;

constexpr int kSignalled = 128;  // plus the signal, as shells count it

constexpr const char* kHelp = R"(spillway-app: the web API, behind either of its two front doors.

  spillway-app [--help | --version]

With AWS_LAMBDA_RUNTIME_API set it is a Lambda custom runtime that answers an ALB's events.
Without, it is an HTTP server, which SIGTERM or SIGINT ends after the requests in flight, and a
second one at once:

  PORT          where to listen; 0 takes any free port (default 8080)
  BIND_ADDRESS  on which address (default 0.0.0.0)
  STOP_TIMEOUT  how long the container is given to stop, e.g. 30s (default 30s)

Routes: / and /sleep (15 s each), /health, /bang, /pong, /env.
Exit codes: 0 stopped by a signal, 1 the front door failed, 2 bad usage, 130 or 143 broken off by a
second signal.
)";

int serve_lambda(const Environment& environment) {
  LiveRuntime runtime;
  app::AlbFrontDoor door(runtime);
  const auto handler = [&](const Invocation& invocation) { return door.handle(invocation); };
  return run_lambda_runtime(runtime, environment, handler);
}

int serve_http(const Environment& environment) {
  const auto options = app::server_options_from(environment);
  if (!options) {
    std::fprintf(stderr, "spillway-app: %s\n", options.error().c_str());
    return kBadUsage;
  }
  LiveRuntime runtime;
  const app::App app(runtime, app::Mode::server);
  const auto handler = [&](const HttpRequest& request) { return app.handle(request); };
  app::HttpServer server(runtime, handler, *options);
  // Before the port is told: whoever reads it may send the signal at once.
  boost::asio::signal_set signals(runtime.executor(), SIGTERM, SIGINT);
  signals.async_wait([&](boost::system::error_code, int) {
    std::fprintf(stderr, "spillway-app: stopping\n");
    server.stop([&] { runtime.stop(); });
    signals.async_wait([](boost::system::error_code error, int number) {
      if (!error) std::_Exit(kSignalled + number);
    });
  });
  if (const auto started = server.start(); !started) {
    std::fprintf(stderr, "spillway-app: %s\n", started.error().c_str());
    return EXIT_FAILURE;
  }
  std::printf("listening on %s:%u\n", options->address.c_str(), unsigned{server.port()});
  std::fflush(stdout);
  runtime.run();
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  const auto code = answer_arguments("spillway-app", SPILLWAY_VERSION, kHelp, argc, argv);
  if (code) return *code;
  const Environment environment = Environment::from_process();
  return environment.get_nonempty("AWS_LAMBDA_RUNTIME_API") ? serve_lambda(environment)
                                                            : serve_http(environment);
}
