// One pair of functions a protocol, behind protocol.hpp and for nobody else. Pure.
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/aws/error.hpp"
#include "runtime/http.hpp"
#include "runtime/json.hpp"

namespace spillway::aws {

struct Service;

using BuiltRequest = boost::system::result<HttpRequest, Error>;

// Query: a form goes, XML comes back.
BuiltRequest build_query(const Service& service, std::string_view action, const Json& params);
Result decode_query(std::string_view action, const HttpResponse& response);
Error decode_query_error(const HttpResponse& response);

// awsJson 1.0 and 1.1. The error decoder serves restJson too.
BuiltRequest build_json(const Service& service, std::string_view action, const Json& params);
Result decode_json(const HttpResponse& response);
Error decode_json_error(const HttpResponse& response);

// restJson: Lambda's Invoke.
BuiltRequest build_rest(const Service& service, std::string_view action, const Json& params);
Result decode_rest(const HttpResponse& response);

/// {"Element": ...} of the document's root; empty if it is not XML.
std::optional<Json> xml_to_json(std::string_view xml);

/// x-amzn-RequestId, or "".
std::string request_id_of(const HttpResponse& response);

/// An answer that fits no protocol: its status is the code, and its start the message.
Error undecodable(const HttpResponse& response);

}  // namespace spillway::aws
