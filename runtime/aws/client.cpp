#include "runtime/aws/client.hpp"

#include <charconv>

#include "runtime/aws/credentials_provider.hpp"
#include "runtime/aws/endpoints.hpp"
#include "runtime/aws/protocol.hpp"
#include "runtime/aws/service_table.hpp"

namespace spillway::aws {

boost::system::result<ClientConfig, Error> client_config_from(const Environment& environment) {
  ClientConfig config;
  config.environment = environment;
  config.region = environment.get_nonempty("AWS_REGION")
                      .value_or(environment.get("AWS_DEFAULT_REGION").value_or(""));
  if (const auto attempts = environment.get_nonempty("AWS_MAX_ATTEMPTS")) {
    const char* const end = attempts->data() + attempts->size();
    const auto [stop, failure] = std::from_chars(attempts->data(), end, config.max_attempts);
    if (failure != std::errc() || stop != end || config.max_attempts < 1) {
      return client_error("AWS_MAX_ATTEMPTS=" + *attempts + " is not a positive number");
    }
  }
  return config;
}

Client::Client(Runtime& runtime, HttpTransport& transport, CredentialsProvider& credentials,
               ClientConfig config)
    : runtime_(runtime),
      transport_(transport),
      credentials_(credentials),
      config_(std::move(config)),
      // One stream an execution environment: those throttled together do not come back together.
      jitter_(runtime.rng("aws/client/jitter/" +
                          config_.environment.get("AWS_LAMBDA_LOG_STREAM_NAME").value_or(""))) {}

Task<Result> Client::attempt(const Service& service, std::string_view action,
                             const Endpoint& endpoint, const HttpRequest& request) {
  auto credentials = co_await credentials_.get();
  if (!credentials) co_return client_error("no credentials: " + credentials.error().message);
  OutgoingRequest outgoing;
  outgoing.origin = endpoint.origin;
  outgoing.request = request;
  outgoing.signing =
      Signing{std::string(service.signing_name), endpoint.signing_region, std::move(*credentials)};
  outgoing.timeout = config_.timeout;
  auto response = co_await transport_.send(std::move(outgoing));
  if (!response) co_return Error({}, response.error().message);
  co_return decode_response(service, action, *response);
}

Task<Result> Client::call(std::string service, std::string action, Json params) {
  const Service* const known = find_service(service);
  if (known == nullptr) co_return client_error("the service " + service + " is not known");
  const auto endpoint = resolve_endpoint(*known, config_.region, config_.environment);
  if (!endpoint) co_return endpoint.error();
  auto request = build_request(*known, action, params);
  if (!request) co_return request.error();
  request->target.insert(0, endpoint->base_path);

  int quota_taken = 0;
  for (int attempts = 1;; ++attempts) {
    Result result = co_await attempt(*known, action, *endpoint, *request);
    if (result) quota_.release(quota_taken);
    if (result || attempts >= config_.max_attempts || !is_retryable(result.error())) {
      co_return result;
    }
    quota_taken = quota_.acquire(result.error());
    if (quota_taken == 0) co_return result;
    co_await sleep_for(runtime_, backoff_after(attempts, config_.max_backoff, jitter_));
  }
}

}  // namespace spillway::aws
