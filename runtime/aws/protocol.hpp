// The AWS protocols from the client's side: a call becomes an HTTP request, an HTTP answer becomes
// a result or an error (aws-facts F1, F2). Pure functions, callable from any thread.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "runtime/aws/error.hpp"
#include "runtime/http.hpp"
#include "runtime/json.hpp"

namespace spillway::aws {

struct Service;

/// The request to the service's root, unsigned and without Host. An error if `params` is not an
/// object, cannot be written in the protocol, or the action is not supported here (of lambda, only
/// Invoke is).
boost::system::result<HttpRequest, Error> build_request(const Service& service,
                                                        std::string_view action,
                                                        const Json& params);

/// The result's members (an object), or the error that the answer says.
Result decode_response(const Service& service, std::string_view action,
                       const HttpResponse& response);

}  // namespace spillway::aws
