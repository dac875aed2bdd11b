// The API operations of Lambda, by what they are about. Internal to emulator/lambda.
#pragma once

#include <string>

#include "emulator/core/api_error.hpp"
#include "emulator/core/params.hpp"
#include "emulator/lambda/function.hpp"
#include "emulator/lambda/functions.hpp"

namespace spillway::lambda {

inline constexpr const char* kValidation = "InvalidParameterValueException";

void register_function_operations(Functions& functions, Estate& estate);
void register_policy_operations(Functions& functions, Estate& estate);
void register_concurrency_operations(Functions& functions, Estate& estate);
void register_invoke_operation(Functions& functions, Estate& estate);

/// ResourceNotFoundException for a function that does not exist.
core::ApiError function_not_found(const Estate& estate, const std::string& name);
/// The function that the parameter FunctionName names, or an error in `params`.
Function* function_of(Estate& estate, core::Params& params);
/// The ARN that IAM checks an operation on a function against.
std::vector<std::string> function_arns(const Estate& estate, const Json& params);

}  // namespace spillway::lambda
