#include "runtime/aws/credentials_provider.hpp"

#include "runtime/aws/container_credentials.hpp"

namespace spillway::aws {
namespace {

// Answers the same every time: credentials that do not change, or why there are none.
class FixedProvider final : public CredentialsProvider {
 public:
  explicit FixedProvider(CredentialsResult result) : result_(std::move(result)) {}
  Task<CredentialsResult> get() override { co_return result_; }

 private:
  CredentialsResult result_;
};

std::unique_ptr<CredentialsProvider> fixed(CredentialsResult result) {
  return std::make_unique<FixedProvider>(std::move(result));
}

}  // namespace

std::unique_ptr<CredentialsProvider> make_credentials_provider(Runtime& runtime,
                                                               HttpTransport& transport,
                                                               const Environment& environment) {
  const auto id = environment.get_nonempty("AWS_ACCESS_KEY_ID");
  const auto secret = environment.get_nonempty("AWS_SECRET_ACCESS_KEY");
  if (id && secret) {
    return fixed(Credentials{*id, *secret, environment.get("AWS_SESSION_TOKEN").value_or("")});
  }
  if (id) return fixed(TransportError{"AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not"});
  auto endpoint = container_endpoint(environment);
  if (!endpoint) return fixed(endpoint.error());
  if (!*endpoint) return nullptr;
  return make_container_provider(runtime, transport, std::move(**endpoint));
}

}  // namespace spillway::aws
