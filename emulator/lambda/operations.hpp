// The API operations of Lambda, by what they are about. Internal to emulator/lambda.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/core/api_error.hpp"
#include "emulator/core/operation.hpp"
#include "emulator/core/params.hpp"
#include "emulator/lambda/function.hpp"
#include "emulator/lambda/functions.hpp"

namespace spillway::lambda {

inline constexpr const char* kValidation = "InvalidParameterValueException";

void register_function_operations(Estate& estate);
void register_policy_operations(Estate& estate);
void register_concurrency_operations(Estate& estate);
void register_event_invoke_operations(Estate& estate);
void register_version_operations(Estate& estate);
void register_alias_operations(Estate& estate);
void register_provisioned_operations(Estate& estate);
void register_invoke_operation(Functions& functions, Estate& estate);

/// Registers an operation that answers at once. IAM checks it against the function it names.
using Handler = core::ApiResult (*)(Estate&, const Json&);
void add_operation(Estate& estate, const char* action, Handler handler);
/// AccessDeniedException if the call names another account's function: nobody there permits it.
std::optional<core::ApiError> foreign_function(const Estate& estate, const char* action,
                                               const Json& params,
                                               const core::CallContext& context);

/// The name within the parameter FunctionName: a name, a partial ARN or an ARN, of this Region and
/// without a version. Whatever else it is, is an error in `params`.
std::string read_function_name(const Estate& estate, core::Params& params);
/// The function that FunctionName names, or an error in `params`; a version or an alias is one.
Function* function_of(Estate& estate, core::Params& params);
/// What FunctionName and Qualifier name together: a function, a version or an alias, or an error in
/// `params`.
Endpoint* endpoint_of(Estate& estate, core::Params& params);
/// ResourceNotFoundException
core::ApiError not_found(const Estate& estate, const std::string& name);
/// "arn:...:function:web:live"; of $LATEST the function's own ARN.
std::string arn_of(const Endpoint& endpoint);
/// As GetFunctionConfiguration shows it.
Json configuration(const Version& version);
/// The ARN that IAM checks an operation on a function against.
std::vector<std::string> function_arns(const Estate& estate, const Json& params);

}  // namespace spillway::lambda
