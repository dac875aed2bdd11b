#include "runtime/aws/container_credentials.hpp"

#include <algorithm>
#include <array>

#include "runtime/aws/endpoints.hpp"
#include "runtime/json.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::aws {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view kEcsAgent = "http://169.254.170.2";
constexpr std::array<std::string_view, 3> kAgents = {kEcsAgent, "http://169.254.170.23",
                                                     "http://[fd00:ec2::23]"};

// botocore's figures (credentials.py, utils.py ContainerMetadataFetcher).
constexpr Duration kRefreshBefore = minutes(15);
constexpr Duration kTimeout = seconds(2);
constexpr Duration kBetweenAttempts = seconds(1);
constexpr int kAttempts = 3;

struct Lease {
  Credentials credentials;
  WallTime expires;
};
using LeaseResult = boost::system::result<Lease, TransportError>;

std::string text_of(const Json& object, const char* member) {
  const auto it = object.find(member);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

LeaseResult parse_lease(const HttpResponse& response) {
  if (response.status != 200) {
    return TransportError{
        "the container credentials endpoint answered " + std::to_string(response.status), true};
  }
  const Json body = Json::parse(response.body, nullptr, false);
  const auto malformed = [] {
    return TransportError{"the container credentials endpoint gave no credentials", true};
  };
  if (!body.is_object()) return malformed();
  Lease lease;
  lease.credentials = {text_of(body, "AccessKeyId"), text_of(body, "SecretAccessKey"),
                       text_of(body, "Token")};
  const auto expires = parse_iso8601(text_of(body, "Expiration"));
  if (lease.credentials.access_key_id.empty() || lease.credentials.secret_access_key.empty() ||
      !expires) {
    return malformed();
  }
  lease.expires = *expires;
  return lease;
}

class ContainerProvider final : public CredentialsProvider {
 public:
  ContainerProvider(Runtime& runtime, HttpTransport& transport, ContainerEndpoint endpoint)
      : runtime_(runtime), transport_(transport), endpoint_(std::move(endpoint)) {}

  Task<CredentialsResult> get() override {
    if (valid_for(kRefreshBefore)) co_return lease_->credentials;
    LeaseResult fresh = co_await fetch();
    if (fresh) {
      lease_ = *fresh;
    } else if (!valid_for(Duration::zero())) {
      co_return fresh.error();
    }
    co_return lease_->credentials;
  }

 private:
  bool valid_for(Duration d) const {
    return lease_.has_value() && lease_->expires - runtime_.wall_now() > d;
  }

  Task<LeaseResult> fetch() {
    for (int attempt = 1;; ++attempt) {
      OutgoingRequest request;
      request.origin = endpoint_.origin;
      request.request.target = endpoint_.target;
      request.request.headers.add("Accept", "application/json");
      if (!endpoint_.authorization.empty()) {
        request.request.headers.add("Authorization", endpoint_.authorization);
      }
      request.timeout = kTimeout;
      auto response = co_await transport_.send(std::move(request));
      LeaseResult lease = response ? parse_lease(*response) : LeaseResult(response.error());
      if (lease || attempt == kAttempts) co_return lease;
      co_await sleep_for(runtime_, kBetweenAttempts);
    }
  }

  Runtime& runtime_;
  HttpTransport& transport_;
  ContainerEndpoint endpoint_;
  std::optional<Lease> lease_;
};

bool is_trusted(std::string_view origin) {
  return origin.starts_with("https://") || is_loopback(origin) ||
         std::ranges::find(kAgents, origin) != kAgents.end();
}

}  // namespace

boost::system::result<std::optional<ContainerEndpoint>, TransportError> container_endpoint(
    const Environment& environment) {
  ContainerEndpoint endpoint;
  endpoint.authorization = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or("");
  if (endpoint.authorization.find_first_of("\r\n") != std::string::npos) {
    return TransportError{"AWS_CONTAINER_AUTHORIZATION_TOKEN has a line break"};
  }
  if (const auto relative = environment.get_nonempty("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
    endpoint.origin = kEcsAgent;
    endpoint.target = relative->starts_with('/') ? *relative : "/" + *relative;
    return std::optional(std::move(endpoint));
  }
  const auto full = environment.get_nonempty("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!full) return std::optional<ContainerEndpoint>();
  const auto scheme_end = full->find("://");
  const auto path = scheme_end == full->npos ? full->npos : full->find('/', scheme_end + 3);
  endpoint.origin = full->substr(0, path);
  endpoint.target = path == full->npos ? "/" : full->substr(path);
  if (scheme_end == full->npos || !is_trusted(endpoint.origin)) {
    return TransportError{"AWS_CONTAINER_CREDENTIALS_FULL_URI=" + *full +
                          ": plain http is allowed to loopback and the container agent only"};
  }
  return std::optional(std::move(endpoint));
}

std::unique_ptr<CredentialsProvider> make_container_provider(Runtime& runtime,
                                                             HttpTransport& transport,
                                                             ContainerEndpoint endpoint) {
  return std::make_unique<ContainerProvider>(runtime, transport, std::move(endpoint));
}

}  // namespace spillway::aws
