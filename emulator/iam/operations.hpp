// The operations of IAM and STS over a Directory. Each function registers some of them; the
// directory and the context outlive the registry's use. Called once, by Iam.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/core/params.hpp"
#include "emulator/iam/directory.hpp"

namespace spillway::iam {

void add_role_operations(core::Context& context, Directory& directory);         ///< CreateRole, ...
void add_role_policy_operations(core::Context& context, Directory& directory);  ///< PutRolePolicy
void add_policy_operations(core::Context& context, Directory& directory);    ///< CreatePolicy, ...
void add_identity_operations(core::Context& context, Directory& directory);  ///< GetCallerIdentity

// What several of them need.

/// An operation that needs nothing but the directory.
using DirectoryOperation = core::ApiResult (*)(Directory& directory, const Json& params);
void add_operation(core::Context& context, Directory& directory, const char* action,
                   DirectoryOperation operation);

inline constexpr const char* kValidation = "ValidationError";

core::ApiError no_such_entity(std::string message);
core::ApiError already_exists(std::string message);
core::ApiError delete_conflict(std::string message);
core::ApiError limit_exceeded(std::string message);

/// The role of that name; null, with the error in `params`, if there is none.
Role* find_role(core::Params& params, Directory& directory);
/// A name of up to `max` characters out of those IAM allows; else an error in `params`.
std::string read_name(core::Params& params, std::string_view member, std::size_t max);
/// "/" by default.
std::string read_path(core::Params& params, std::string_view member);

/// {"<member>": the page that Marker and MaxItems ask for, "IsTruncated": ..., "Marker": ...}
core::ApiResult page(core::Params& params, const std::string& member,
                     const std::vector<Json>& items);

}  // namespace spillway::iam
