#include "app/app.hpp"

namespace spillway::app {
namespace {

Task<HttpResponse> at_once(HttpResponse response) { co_return response; }

Task<HttpResponse> without_body(Task<HttpResponse> answer) {
  HttpResponse response = co_await answer;
  response.headers.set("content-length", std::to_string(response.body.size()));
  response.body.clear();
  co_return response;
}

Task<HttpResponse> method_not_allowed(const Route& route) {
  HttpResponse response = message_response(405, "method not allowed");
  response.headers.add("allow",
                       std::string(route.method) + (route.method == "GET" ? ", HEAD" : ""));
  return at_once(std::move(response));
}

}  // namespace

Task<HttpResponse> App::handle(const HttpRequest& request) const {
  const bool head = request.method == "HEAD";
  const std::string_view method = head ? std::string_view("GET") : request.method;
  const Route* route = find_route(request.path());
  Task<HttpResponse> answer = route == nullptr ? at_once(message_response(404, "not found"))
                              : route->method == method ? route->handler(context_)
                                                        : method_not_allowed(*route);
  return head ? without_body(std::move(answer)) : std::move(answer);
}

}  // namespace spillway::app
