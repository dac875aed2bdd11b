// Reading requests: what a message says becomes an operation's parameters. Pure functions; any
// thread. Hostile input costs no more than its own length.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "emulator/core/api_error.hpp"
#include "runtime/http.hpp"
#include "runtime/json.hpp"
#include "runtime/percent.hpp"

namespace spillway::wire {

using Decoded = boost::system::result<Json, core::ApiError>;

/// Query: "A.member.1.B=x" and "A.1.B=x" become {"A": [{"B": "x"}]}, "A.entry.1.key=k" with
/// "A.entry.1.value=v" {"A": {"k": "v"}}; values stay strings. "A=" is an empty list if A is the
/// name of one. Action and Version are left out. MalformedInput: a list whose numbers have gaps, a
/// name that is a value and a structure at once or given twice.
Decoded decode_query(const FormFields& fields);

/// awsJson: the body's object; an empty body is an empty object. SerializationException.
Decoded decode_json(const std::string& body);

/// restJson1: `parameters` from the path, then those of the query, headers and body.
/// SerializationException.
Decoded decode_rest(const HttpRequest& request, std::string_view action, Json parameters);

}  // namespace spillway::wire
