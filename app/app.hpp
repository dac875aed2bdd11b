// App: the web API itself, one code base behind two front doors (reference-system.md).
//
// Behind a Lambda function the ALB's events come in through alb_front_door.hpp, in a container HTTP
// requests through http_server.hpp; both end here. One per process, or per emulated execution
// environment or task; it must outlive the tasks it gave. Used from the Runtime's thread only.
#pragma once

#include "app/routes.hpp"
#include "runtime/http.hpp"
#include "runtime/task.hpp"

namespace spillway::app {

class App {
 public:
  App(Runtime& runtime, Mode mode) : context_{runtime, mode} {}

  /// Answers every request: 404 for an unknown path, 405 with Allow for a wrong method, both as
  /// {"message": ...}. HEAD is answered as GET, with GET's Content-Length and no body. The request
  /// is read before this returns.
  Task<HttpResponse> handle(const HttpRequest& request) const;

 private:
  RouteContext context_;
};

}  // namespace spillway::app
