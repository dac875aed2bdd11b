// RuntimeApi: the Lambda Runtime API (2018-06-01) from the function's side (aws-facts B2). Internal
// to runtime/: the loop in lambda_runtime.hpp stands on it.
//
// Blocks; one exchange at a time over one kept connection; used by the thread that made it.
// Connection errors are retried a few times, with growing pauses.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <stdexcept>
#include <string>

#include "runtime/http_transport.hpp"
#include "runtime/invocation.hpp"
#include "runtime/runtime_api_connection.hpp"

namespace spillway {

struct RuntimeApiOptions {
  std::string address;  ///< host:port, from AWS_LAMBDA_RUNTIME_API
  int max_attempts = 6;
  std::chrono::milliseconds first_pause{50};  ///< doubled after every attempt
};

/// One invocation as the API hands it out.
struct NextInvocation {
  Invocation invocation;  ///< without its deadline, which the API gives on the wall clock
  WallTime deadline;
};

/// The API is gone, or answers what the loop cannot go on with.
struct RuntimeApiFailure {
  std::string message;
};

[[noreturn]] inline void throw_exception_from_error(const RuntimeApiFailure& failure,
                                                    const boost::source_location&) {
  throw std::runtime_error(failure.message);
}

class RuntimeApi {
 public:
  explicit RuntimeApi(RuntimeApiOptions options);

  /// Waits for the next invocation, for as long as it takes.
  boost::system::result<NextInvocation, RuntimeApiFailure> next();

  /// The API's answer: 202 if it took the report, 4xx if it refused it.
  using Report = boost::system::result<HttpResponse, RuntimeApiFailure>;
  Report respond(const std::string& request_id, std::string payload);
  Report fail(const std::string& request_id, const FunctionError& error);
  Report fail_init(const FunctionError& error);

 private:
  boost::system::result<HttpResponse, RuntimeApiFailure> exchange(const HttpRequest& request);
  Report report(const std::string& path, std::string body, const FunctionError* error);

  RuntimeApiOptions options_;
  RuntimeApiConnection connection_;
};

}  // namespace spillway
