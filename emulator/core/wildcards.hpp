// Wildcards and ARNs as IAM's policy language reads them, for every service that checks a policy.
// Pure functions, callable from any thread.
#pragma once

#include <string_view>

namespace spillway::core {

/// '*' stands for any run of characters, '?' for any one. It takes no exponential time.
bool wildcard_match(std::string_view pattern, std::string_view text, bool ignore_case = false);

/// "123456789012", the fifth part of an ARN; empty if there is none.
std::string_view account_of(std::string_view arn);

}  // namespace spillway::core
