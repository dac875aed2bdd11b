// The routes of the app, as a table. Constant; callable from the Runtime's thread.
//
// A handler waits only through the Runtime, so that it takes no time at all in virtual time. Every
// path has one method; none of them reads the request.
#pragma once

#include <span>
#include <string_view>

#include "runtime/http.hpp"
#include "runtime/task.hpp"

namespace spillway::app {

/// Which front door the app stands behind; `/env` tells it.
enum class Mode { lambda, server };

struct RouteContext {
  Runtime& runtime;
  Mode mode;
};

struct Route {
  std::string_view method;
  std::string_view path;  ///< compared with the request's path as it was sent, undecoded
  /// The context must outlive the task.
  Task<HttpResponse> (*handler)(const RouteContext& context);
};

std::span<const Route> routes();

/// Null if no route has that path.
const Route* find_route(std::string_view path);

/// {"message": "<message>"} as application/json.
HttpResponse message_response(int status, std::string_view message);

}  // namespace spillway::app
