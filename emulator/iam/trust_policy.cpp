#include "emulator/iam/policy.hpp"
#include "emulator/iam/policy_document.hpp"

namespace spillway::iam {
namespace {

using core::ApiError;

std::optional<ApiError> read_principals(const Json& principal, TrustPolicy& trust) {
  if (principal == "*") return std::nullopt;
  if (!principal.is_object() || principal.empty()) return malformed("Invalid principal in policy");
  for (const auto& [kind, value] : principal.items()) {
    if (kind != "Service" && kind != "AWS" && kind != "Federated" && kind != "CanonicalUser")
      return malformed("Invalid principal in policy");
    const auto names = one_or_many(value);
    if (!names || names->empty()) return malformed("Invalid principal in policy");
    if (kind == "Service") {
      trust.services.insert(trust.services.end(), names->begin(), names->end());
    }
  }
  return std::nullopt;
}

std::optional<ApiError> read_statement(const Json& statement, TrustPolicy& trust) {
  const auto effect = read_effect(statement);
  if (effect.has_error()) return effect.error();
  if (!*effect) return core::not_modelled("Deny in a role's trust policy");
  if (statement.contains("Resource") || statement.contains("NotResource"))
    return malformed("Has prohibited field Resource");
  if (statement.contains("NotPrincipal"))
    return core::not_modelled("NotPrincipal in a role's trust policy");
  const auto actions = one_or_many(statement.value("Action", Json()));
  if (!actions || actions->empty()) return malformed("Syntax errors in policy.");
  for (const auto& action : *actions) {
    if (!action.starts_with("sts:"))
      return malformed("AssumeRole policy may only specify STS AssumeRole actions.");
  }
  if (!statement.contains("Principal")) return malformed("Missing required field Principal");
  return read_principals(statement["Principal"], trust);
}

}  // namespace

boost::system::result<TrustPolicy, ApiError> parse_trust_policy(const std::string& text) {
  auto statements = read_document(text, {"Sid", "Effect", "Action", "Principal", "NotPrincipal",
                                         "Resource", "NotResource", "Condition"});
  if (statements.has_error()) return statements.error();
  TrustPolicy trust{text, {}};
  for (const auto& statement : *statements) {
    if (auto error = read_statement(statement, trust)) return *error;
  }
  return trust;
}

}  // namespace spillway::iam
