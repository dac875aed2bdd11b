// The bodies of function errors, as the caller sees them (aws-facts B2).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace spillway::lambda {

std::string timeout_body(std::string_view request_id, std::int64_t timeout_s);
/// As older functions tell it.
std::string old_timeout_body(WallTime now, std::string_view request_id, std::int64_t timeout_s);
/// An init that took longer than it may. The wording is UNSOURCED.
std::string init_timeout_body();
/// `status` negative: the signal that ended the process.
std::string exit_body(std::string_view request_id, int status);
/// An exit status as the shell counts it, 128+n for signal n: 137 is -9.
int from_shell(std::int64_t status);
std::string response_too_large_body();
/// The body of an init's failure names no request; the invocation that waited for it does.
std::string with_request_id(std::string body, std::string_view request_id);

/// The errorType and errorMessage of a body; empty where it has none.
struct ErrorSummary {
  std::string type;
  std::string message;
};
ErrorSummary summarize(const std::string& body);

}  // namespace spillway::lambda
