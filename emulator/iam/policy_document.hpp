// What identity-based policies and trust policies have in common: the outer document and the shape
// of a statement. For policy.cpp and trust_policy.cpp. Pure functions.
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>
#include <vector>

#include "emulator/core/api_error.hpp"
#include "runtime/json.hpp"

namespace spillway::iam {

core::ApiError malformed(std::string message);

/// The statements of a document: its version is known, its members and those of each statement are
/// among the known ones, no Sid occurs twice, and none has a Condition.
boost::system::result<std::vector<Json>, core::ApiError> read_document(
    const std::string& text, const std::vector<std::string>& statement_members);

/// True for "Allow", false for "Deny".
boost::system::result<bool, core::ApiError> read_effect(const Json& statement);

/// A string or a list of strings.
std::optional<std::vector<std::string>> one_or_many(const Json& value);

}  // namespace spillway::iam
