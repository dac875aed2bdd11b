#include "runtime/runtime_api.hpp"

#include <algorithm>
#include <charconv>
#include <thread>

namespace spillway {
namespace {

constexpr const char* kPrefix = "/2018-06-01/runtime/";

std::string header(const HttpResponse& response, std::string_view name) {
  return std::string(response.headers.get(name).value_or(""));
}

// Anything else would not be a header's value; Lambda reads it as "Unknown" then.
bool is_error_type(std::string_view type) {
  return !type.empty() && std::ranges::all_of(type, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_';
  });
}

std::string describe(const HttpResponse& response) {
  constexpr std::size_t kShown = 300;
  return std::to_string(response.status) + " " + response.body.substr(0, kShown);
}

}  // namespace

RuntimeApi::RuntimeApi(RuntimeApiOptions options)
    : options_(std::move(options)), connection_(options_.address) {}

boost::system::result<HttpResponse, RuntimeApiFailure> RuntimeApi::exchange(
    const HttpRequest& request) {
  auto pause = options_.first_pause;
  for (int attempts = 1;; ++attempts) {
    TransportResult result = connection_.exchange(request);
    if (result) {
      if (result->status < 500) return std::move(*result);
      // "Container error. Non-recoverable state. Runtime should exit promptly."
      return RuntimeApiFailure{"the Runtime API answered " + describe(*result)};
    }
    if (attempts == options_.max_attempts) {
      return RuntimeApiFailure{"the Runtime API is gone: " + result.error().message};
    }
    std::this_thread::sleep_for(pause);
    pause *= 2;
  }
}

boost::system::result<NextInvocation, RuntimeApiFailure> RuntimeApi::next() {
  HttpRequest request;
  request.target = std::string(kPrefix) + "invocation/next";
  auto response = exchange(request);
  if (!response) return response.error();
  if (response->status != 200) {
    return RuntimeApiFailure{"the Runtime API gave no invocation: " + describe(*response)};
  }
  NextInvocation next;
  next.invocation.request_id = header(*response, "Lambda-Runtime-Aws-Request-Id");
  next.invocation.function_arn = header(*response, "Lambda-Runtime-Invoked-Function-Arn");
  next.invocation.trace_id = header(*response, "Lambda-Runtime-Trace-Id");
  next.invocation.payload = std::move(response->body);
  if (next.invocation.request_id.empty()) {
    return RuntimeApiFailure{"the Runtime API gave an invocation without a request id"};
  }
  const std::string deadline = header(*response, "Lambda-Runtime-Deadline-Ms");
  std::int64_t epoch_ms = 0;
  const auto [end, failure] =
      std::from_chars(deadline.data(), deadline.data() + deadline.size(), epoch_ms);
  if (failure != std::errc() || end != deadline.data() + deadline.size()) {
    return RuntimeApiFailure{"the Runtime API gave an invocation without a deadline"};
  }
  next.deadline = WallTime(std::chrono::milliseconds(epoch_ms));
  return next;
}

RuntimeApi::Report RuntimeApi::report(const std::string& path, std::string body,
                                      const FunctionError* error) {
  HttpRequest request;
  request.method = "POST";
  request.target = kPrefix + path;
  request.headers.add("Content-Type", "application/json");
  if (error != nullptr && is_error_type(error->type)) {
    request.headers.add("Lambda-Runtime-Function-Error-Type", error->type);
  }
  request.body = std::move(body);
  return exchange(request);
}

RuntimeApi::Report RuntimeApi::respond(const std::string& request_id, std::string payload) {
  return report("invocation/" + request_id + "/response", std::move(payload), nullptr);
}

RuntimeApi::Report RuntimeApi::fail(const std::string& request_id, const FunctionError& error) {
  return report("invocation/" + request_id + "/error", error_body(error), &error);
}

RuntimeApi::Report RuntimeApi::fail_init(const FunctionError& error) {
  return report("init/error", error_body(error), &error);
}

}  // namespace spillway
