// The names that the API of Lambda takes, and how it refuses what does not fit them: functions by
// name or ARN, roles, accounts. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/core/api_error.hpp"

namespace spillway::lambda {

/// What a FunctionName says. The texts point into it.
struct FunctionReference {
  std::string_view region;     ///< empty: not said, the caller's own
  std::string_view account;    ///< empty: not said, the caller's own
  std::string_view name;       ///< "web"
  std::string_view qualifier;  ///< "$LATEST", a version or an alias; empty: not said
};

/// Reads a name, a partial ARN ("123456789012:function:web") or an ARN, as the pattern of
/// lambda:FunctionName has them.
std::optional<FunctionReference> parse_function_name(std::string_view text);

/// lambda:RoleArn
bool is_role_arn(std::string_view text);
/// lambda:SourceOwner, but for the empty one: twelve digits
bool is_account_id(std::string_view text);

/// ValidationException, in the words with which AWS refuses what breaks its model.
core::ApiError broken_constraint(std::string_view what);
core::ApiError bad_function_name(std::string_view value);
core::ApiError long_function_name(std::string_view value);
core::ApiError bad_role(std::string_view value);
core::ApiError bad_source_account(std::string_view value);

}  // namespace spillway::lambda
