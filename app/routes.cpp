#include "app/routes.hpp"

#include <algorithm>
#include <chrono>

#include "runtime/check.hpp"
#include "runtime/json_text.hpp"

namespace spillway::app {
namespace {

/// How long `/` and `/sleep` take (reference-system.md).
constexpr Duration kSlow = std::chrono::seconds(15);

Task<HttpResponse> root(const RouteContext& context) {
  co_await sleep_for(context.runtime, kSlow);
  co_return message_response(200, "healthy");
}

// For health checks: the reference system has them on `/`, which outlasts their timeout.
Task<HttpResponse> health(const RouteContext&) { co_return message_response(200, "healthy"); }

Task<HttpResponse> bang(const RouteContext&) { co_return message_response(200, "boom"); }

Task<HttpResponse> pong(const RouteContext&) { co_return message_response(200, "ping"); }

Task<HttpResponse> sleep(const RouteContext& context) {
  co_await sleep_for(context.runtime, kSlow);
  co_return message_response(200, "awaken");
}

Task<HttpResponse> env(const RouteContext& context) {
  co_return message_response(200, context.mode == Mode::lambda ? "lambda" : "server");
}

constexpr Route kRoutes[] = {
    {"GET", "/", root},     {"GET", "/health", health}, {"GET", "/bang", bang},
    {"GET", "/pong", pong}, {"GET", "/sleep", sleep},   {"GET", "/env", env},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

const Route* find_route(std::string_view path) {
  const auto found = std::ranges::find(kRoutes, path, &Route::path);
  return found == std::end(kRoutes) ? nullptr : found;
}

HttpResponse message_response(int status, std::string_view message) {
  HttpResponse response;
  response.status = status;
  response.headers.add("content-type", "application/json");
  constexpr std::string_view kBefore = R"({"message":)";
  char body[256];
  SPILLWAY_CHECK(kBefore.size() + json_string_bound(message.size()) < sizeof(body));
  kBefore.copy(body, kBefore.size());
  char* end = write_json_string(body + kBefore.size(), message);
  *end++ = '}';
  response.body.assign(body, end);
  return response;
}

}  // namespace spillway::app
