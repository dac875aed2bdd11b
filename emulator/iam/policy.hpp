// Policies: reading a document strictly, and matching a request against its statements. Plain
// values and pure functions, callable from any thread.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/api_error.hpp"

namespace spillway::iam {

struct Statement {
  bool allow = false;
  bool not_action = false;    ///< `actions` are the ones it does not speak of
  bool not_resource = false;  ///< the same for `resources`
  std::vector<std::string> actions;
  std::vector<std::string> resources;

  bool speaks_of(std::string_view action, std::string_view resource) const;
};

/// The document of an identity-based policy.
struct Policy {
  std::string text;  ///< as it was given
  std::vector<Statement> statements;
};

/// The document that says who may assume a role. Only service principals have influence.
struct TrustPolicy {
  std::string text;
  std::vector<std::string> services;  ///< "lambda.amazonaws.com"
};

/// Errors: MalformedPolicyDocument as IAM answers it (wording UNSOURCED); not modelled, by name:
/// Condition, policy variables.
boost::system::result<Policy, core::ApiError> parse_policy(const std::string& text);
/// The same; not modelled besides: Deny and NotPrincipal.
boost::system::result<TrustPolicy, core::ApiError> parse_trust_policy(const std::string& text);

/// Its length as IAM's quotas count it: without white space.
std::size_t quota_size(std::string_view document);

}  // namespace spillway::iam
