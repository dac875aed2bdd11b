#include "emulator/wire/authentication.hpp"

#include "runtime/aws/sigv4.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::wire {
namespace {

using core::ApiError;

enum class Failure { missing, incomplete, unknown_key, bad_signature };

// The codes of the JSON protocols and of query, which also differ in their status.
ApiError failure(const Route& route, Failure what, std::string message) {
  struct Codes {
    const char* json;
    const char* query;
    int query_status;
  };
  static constexpr Codes kCodes[] = {
      {"MissingAuthenticationTokenException", "MissingAuthenticationToken", 403},
      {"IncompleteSignatureException", "IncompleteSignature", 400},
      {"UnrecognizedClientException", "InvalidClientTokenId", 403},
      {"InvalidSignatureException", "SignatureDoesNotMatch", 403}};
  const Codes& codes = kCodes[static_cast<int>(what)];
  if (route.protocol == Protocol::query) {
    return {codes.query, std::move(message), codes.query_status};
  }
  const int status = route.protocol == Protocol::rest_json ? 403 : 400;
  return {codes.json, std::move(message), status};
}

Failure kind_of(aws::SignatureFault::Kind kind) {
  using Kind = aws::SignatureFault::Kind;
  if (kind == Kind::missing) return Failure::missing;
  return kind == Kind::incomplete ? Failure::incomplete : Failure::bad_signature;
}

// What is wrong with the scope; empty if nothing is.
std::string scope_fault(const aws::ClaimedSignature& claim, const Route& route,
                        const std::string& region) {
  const aws::Service* service =
      route.service == nullptr ? nullptr : aws::find_service(route.service->name);
  if (service == nullptr) return {};
  if (claim.service != service->signing_name) {
    return "Credential should be scoped to correct service: '" +
           std::string(service->signing_name) + "'.";
  }
  // IAM has one endpoint for all regions, signed for us-east-1; STS had.
  const bool global = service->global || service->name == "sts";
  if (claim.region != region && !(global && claim.region == "us-east-1")) {
    return "Credential should be scoped to a valid region, not '" + claim.region + "'.";
  }
  return {};
}

std::string age_fault(const aws::ClaimedSignature& claim, const AuthenticationRules& rules) {
  // A presigned request says itself how long it is good for.
  const Duration longest = claim.valid_for.value_or(rules.max_clock_skew);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(longest);
  const std::string allowance = std::to_string(minutes.count()) + " min.)";
  const std::string signed_at = format_amz_date(claim.signed_at);
  const std::string now = format_amz_date(rules.now);
  const WallTime earliest = rules.now - longest;
  const WallTime latest = rules.now + rules.max_clock_skew;
  if (claim.signed_at < std::chrono::floor<std::chrono::seconds>(earliest)) {
    return "Signature expired: " + signed_at + " is now earlier than " + format_amz_date(earliest) +
           " (" + now + " - " + allowance;
  }
  if (claim.signed_at > latest) {
    return "Signature not yet current: " + signed_at + " is still later than " +
           format_amz_date(latest) + " (" + now + " + " + allowance;
  }
  return {};
}

constexpr const char* kMismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.";

}  // namespace

const Identity* claimed_identity(const HttpRequest& request, const CredentialStore& store) {
  const auto claim = aws::read_signature(request);
  return claim.has_value() ? store.find(claim->access_key_id) : nullptr;
}

std::optional<ApiError> authenticate(const HttpRequest& request, const Route& route,
                                     const CredentialStore& store,
                                     const AuthenticationRules& rules) {
  const auto claim = aws::read_signature(request);
  if (claim.has_error()) {
    return failure(route, kind_of(claim.error().kind), claim.error().message);
  }
  const Identity* identity = store.find(claim->access_key_id);
  if (identity == nullptr || identity->credentials.session_token != claim->session_token) {
    return failure(route, Failure::unknown_key,
                   "The security token included in the request is invalid.");
  }
  for (const auto& wrong : {scope_fault(*claim, route, rules.region), age_fault(*claim, rules)}) {
    if (!wrong.empty()) return failure(route, Failure::bad_signature, wrong);
  }
  if (!aws::signature_matches(request, *claim, identity->credentials.secret_access_key)) {
    return failure(route, Failure::bad_signature, kMismatch);
  }
  return std::nullopt;
}

}  // namespace spillway::wire
