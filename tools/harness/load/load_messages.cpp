#include "tools/harness/load/load_messages.hpp"

namespace spillway::harness {
namespace {

std::uint64_t size_of(const HttpHeaders& headers) {
  std::uint64_t bytes = 2;  // the empty line
  for (const auto& [name, value] : headers) bytes += name.size() + value.size() + 4;
  return bytes;
}

}  // namespace

HttpRequest message_of(const LoadRequest& request, const std::string& host) {
  HttpRequest http;
  http.method = request.method;
  http.target = request.target;
  http.headers = {{"Host", host}, {"User-Agent", "spillway"}, {"Accept", "*/*"}};
  if (!request.body.empty())
    http.headers.add("Content-Length", std::to_string(request.body.size()));
  for (const auto& [name, value] : request.headers) {
    // What a client sends by itself is replaced, what else there is stands beside it.
    if (iequals(name, "Host") || iequals(name, "User-Agent") || iequals(name, "Accept")) {
      http.headers.set(name, value);
    } else {
      http.headers.add(name, value);
    }
  }
  http.body = request.body;
  return http;
}

std::uint64_t size_of(const HttpRequest& request) {
  return request.method.size() + request.target.size() + 12 + size_of(request.headers) +
         request.body.size();
}

std::uint64_t size_of(const HttpResponse& response) {
  const std::string_view reason =
      response.reason.empty() ? reason_phrase(response.status) : response.reason;
  return 15 + reason.size() + size_of(response.headers) + response.body.size();
}

Target target_of(alb::TargetKind kind) {
  switch (kind) {
    case alb::TargetKind::lambda:
      return Target::lambda;
    case alb::TargetKind::ip:
      return Target::ecs;
    case alb::TargetKind::none:
      return Target::alb;
  }
  return Target::alb;
}

}  // namespace spillway::harness
