// The environment variables of a function: what its configuration may set, and what Lambda adds
// (aws-facts B2). Pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "emulator/core/api_error.hpp"
#include "emulator/core/context.hpp"
#include "emulator/core/ports.hpp"
#include "emulator/lambda/function.hpp"

namespace spillway::lambda {

using Variables = std::map<std::string, std::string, std::less<>>;

/// Lambda's refusal of these variables; nothing if it takes them.
std::optional<core::ApiError> cannot_set(const Variables& variables);

/// The complete set of a new environment: the function's own, and those that Lambda sets.
/// AWS_LAMBDA_RUNTIME_API is the host's matter.
Variables environment_variables(const Version& version, const Environment& environment,
                                const core::Account& account, const core::IssuedCredentials& keys);

}  // namespace spillway::lambda
