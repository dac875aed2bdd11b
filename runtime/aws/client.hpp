// aws::Client: signed AWS API calls over an HttpTransport, with the retries of the SDKs' standard
// mode.
//
// Owned by main() or the host, one per process; used from the Runtime's thread. Names of services
// and actions are those of IAM ("ecs", "UpdateService"); parameters and results carry AWS's member
// names in every protocol. Query answers (XML) become JSON: an element whose children are all
// <member> is a list, texts stay strings.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

#include "runtime/aws/credentials.hpp"
#include "runtime/environment.hpp"
#include "runtime/http_transport.hpp"
#include "runtime/json.hpp"
#include "runtime/task.hpp"

namespace spillway::aws {

/// What AWS answered instead of a result, in the shape of no protocol in particular (aws-facts F2).
struct Error {
  std::string code;  ///< "ServiceNotFoundException"; "" if no answer came at all
  std::string message;
  std::string request_id;
  int http_status = 0;  ///< 0: no answer came (see message)
};

[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::runtime_error(error.code + ": " + error.message);
}

using Result = boost::system::result<Json, Error>;

struct ClientConfig {
  std::string region;
  /// Base address per service; see resolve_endpoint in endpoints.hpp.
  Environment environment;
  int max_attempts = 3;  ///< AWS_MAX_ATTEMPTS
  Duration max_backoff = std::chrono::seconds(20);
  Duration timeout = std::chrono::seconds(60);
};

class CredentialsProvider;

class Client {
 public:
  Client(Runtime& runtime, HttpTransport& transport, CredentialsProvider& credentials,
         ClientConfig config);

  /// Sends one call, retrying throttling, 5xx and lost connections. `params` is an object.
  Task<Result> call(std::string service, std::string action, Json params);

 private:
  Runtime& runtime_;
  HttpTransport& transport_;
  CredentialsProvider& credentials_;
  ClientConfig config_;
  Rng jitter_;
};

}  // namespace spillway::aws
