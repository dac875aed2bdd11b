// aws::Client: signed AWS API calls over an HttpTransport, with the retries of the SDKs' standard
// mode.
//
// Owned by main() or the host, one per process; used from the Runtime's thread; it outlives its
// calls. Services are named as the CLI names them ("ecs", "elbv2"; see service_table.hpp);
// parameters and results carry AWS's member names in every protocol. Query answers (XML) become
// JSON: an element whose children are all <member> is a list, texts stay strings.
#pragma once

#include <string>

#include "runtime/aws/credentials.hpp"
#include "runtime/aws/error.hpp"
#include "runtime/aws/retry.hpp"
#include "runtime/environment.hpp"
#include "runtime/http_transport.hpp"
#include "runtime/json.hpp"
#include "runtime/task.hpp"

namespace spillway::aws {

struct ClientConfig {
  std::string region;
  /// Base address per service; see resolve_endpoint in endpoints.hpp.
  Environment environment;
  int max_attempts = 3;  ///< AWS_MAX_ATTEMPTS
  Duration max_backoff = std::chrono::seconds(20);
  Duration timeout = std::chrono::seconds(60);
};

/// Region from AWS_REGION or AWS_DEFAULT_REGION, attempts from AWS_MAX_ATTEMPTS; the rest by
/// default. An error if AWS_MAX_ATTEMPTS is not a positive number.
boost::system::result<ClientConfig, Error> client_config_from(const Environment& environment);

class CredentialsProvider;
struct Service;
struct Endpoint;

class Client {
 public:
  Client(Runtime& runtime, HttpTransport& transport, CredentialsProvider& credentials,
         ClientConfig config);

  /// Sends one call, retrying throttling, 5xx and lost connections. `params` is an object.
  Task<Result> call(std::string service, std::string action, Json params);

 private:
  Task<Result> attempt(const Service& service, std::string_view action, const Endpoint& endpoint,
                       const HttpRequest& request);

  Runtime& runtime_;
  HttpTransport& transport_;
  CredentialsProvider& credentials_;
  ClientConfig config_;
  Rng jitter_;
  RetryQuota quota_;
};

}  // namespace spillway::aws
