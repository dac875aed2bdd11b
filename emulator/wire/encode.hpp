// Writing answers: an operation's result or error in the shape of its protocol (aws-facts F2).
// Pure functions; any thread.
//
// Results carry timestamps as epoch seconds; the query protocol writes the members known as
// timestamps in ISO 8601. An Invoke's result is {"StatusCode", "Payload", "FunctionError",
// "ExecutedVersion", "LogResult"}.
#pragma once

#include <string>
#include <string_view>

#include "emulator/core/api_error.hpp"
#include "emulator/wire/route.hpp"
#include "runtime/http.hpp"

namespace spillway::wire {

HttpResponse encode_result(const Route& route, const Json& result, const std::string& request_id);
HttpResponse encode_error(const Route& route, const core::ApiError& error,
                          const std::string& request_id);

// Behind encode_*, by itself for tests.

/// The members of an object as elements; lists as <member>s.
std::string to_xml(const Json& object);
std::string xml_escape(std::string_view text);

}  // namespace spillway::wire
