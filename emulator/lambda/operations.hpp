// The API operations of Lambda, by what they are about. Internal to emulator/lambda.
#pragma once

#include <string>
#include <vector>

#include "emulator/core/api_error.hpp"
#include "emulator/core/params.hpp"
#include "emulator/lambda/function.hpp"
#include "emulator/lambda/functions.hpp"

namespace spillway::lambda {

inline constexpr const char* kValidation = "InvalidParameterValueException";

void register_function_operations(Estate& estate);
void register_policy_operations(Estate& estate);
void register_concurrency_operations(Estate& estate);
void register_invoke_operation(Functions& functions, Estate& estate);

/// Registers an operation that answers at once. IAM checks it against the function it names.
using Handler = core::ApiResult (*)(Estate&, const Json&);
void add_operation(Estate& estate, const char* action, Handler handler);

/// The function that the parameter FunctionName names, or an error in `params`.
Function* function_of(Estate& estate, core::Params& params);
/// The ARN that IAM checks an operation on a function against.
std::vector<std::string> function_arns(const Estate& estate, const Json& params);

}  // namespace spillway::lambda
