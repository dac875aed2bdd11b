#include "emulator/iam/policy.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>

#include "emulator/core/wildcards.hpp"
#include "emulator/iam/policy_document.hpp"

namespace spillway::iam {
namespace {

using core::ApiError;
using Result = std::optional<ApiError>;

// {"Action": ...} or {"NotAction": ...}: exactly one of them.
Result read_either(const Json& statement, const std::string& member, const std::string& plural,
                   std::vector<std::string>& values, bool& negated) {
  negated = statement.contains("Not" + member);
  if (negated && statement.contains(member)) return malformed("Syntax errors in policy.");
  const std::string name = negated ? "Not" + member : member;
  if (!statement.contains(name)) {
    return malformed("Policy statement must contain " + plural + ".");
  }
  auto list = one_or_many(statement[name]);
  if (!list || list->empty()) return malformed("Syntax errors in policy.");
  for (const auto& value : *list) {
    if (value.find("${") != value.npos) {
      return core::not_modelled("the policy variable in '" + value + "'");
    }
  }
  values = std::move(*list);
  return std::nullopt;
}

Result check_actions(const std::vector<std::string>& actions) {
  for (const auto& action : actions) {
    const auto colon = action.find(':');
    const bool vendor = colon != action.npos && colon > 0 && colon + 1 < action.size() &&
                        std::all_of(action.begin(), action.begin() + static_cast<long>(colon),
                                    [](unsigned char c) { return std::isalnum(c) || c == '-'; });
    if (action != "*" && !vendor) {
      return malformed(
          "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
  }
  return std::nullopt;
}

Result check_resources(const std::vector<std::string>& resources) {
  for (const auto& resource : resources) {
    if (resource != "*" && !resource.starts_with("arn:")) {
      return malformed("Resource " + resource + " must be in ARN format or \"*\".");
    }
  }
  return std::nullopt;
}

Result read_statement(const Json& json, Statement& statement) {
  if (json.contains("Principal") || json.contains("NotPrincipal")) {
    return malformed("Policy document should not specify a principal.");
  }
  auto effect = read_effect(json);
  if (effect.has_error()) return effect.error();
  statement.allow = *effect;
  if (auto error = read_either(json, "Action", "actions", statement.actions, statement.not_action))
    return error;
  if (auto error = check_actions(statement.actions)) return error;
  if (auto error =
          read_either(json, "Resource", "resources", statement.resources, statement.not_resource))
    return error;
  return check_resources(statement.resources);
}

bool any_match(const std::vector<std::string>& patterns, std::string_view text, bool ignore_case) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return core::wildcard_match(pattern, text, ignore_case);
  });
}

}  // namespace

bool Statement::speaks_of(std::string_view action, std::string_view resource) const {
  return any_match(actions, action, true) != not_action &&
         any_match(resources, resource, false) != not_resource;
}

boost::system::result<Policy, ApiError> parse_policy(const std::string& text) {
  auto statements = read_document(text, {"Sid", "Effect", "Action", "NotAction", "Resource",
                                         "NotResource", "Principal", "NotPrincipal", "Condition"});
  if (statements.has_error()) return statements.error();
  Policy policy{text, {}};
  for (const auto& json : *statements) {
    if (auto error = read_statement(json, policy.statements.emplace_back())) return *error;
  }
  return policy;
}

std::size_t quota_size(std::string_view document) {
  return static_cast<std::size_t>(std::count_if(document.begin(), document.end(),
                                                [](unsigned char c) { return !std::isspace(c); }));
}

}  // namespace spillway::iam
