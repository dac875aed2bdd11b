// The answers that the load balancer makes itself: error pages, fixed responses, redirects
// (aws-facts A3). Byte-exact. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "emulator/alb/model.hpp"
#include "runtime/http.hpp"

namespace spillway::alb {

/// nginx's phrase, which differs from the standard one for some: "Gateway Time-out".
std::string_view elb_reason(int status);

/// The HTML page of a status; empty for a status without a phrase. `user_agent` of the request:
/// Chrome and MSIE get padding.
std::string error_page(int status, std::string_view user_agent);

/// The load balancer's own answer of that status, with its page.
HttpResponse error_response(int status, std::string_view user_agent, const std::string& date);

/// What a request gets that could not be parsed: 400 with the older page, and the connection ends.
HttpResponse unparsable_response(const std::string& date);

HttpResponse fixed_response(const FixedResponse& fixed, const std::string& date);

/// Where the request came in: what #{...} of a redirect stands for.
struct RequestPlace {
  std::string_view host;  ///< the Host header, with or without port
  std::string_view port;  ///< the listener's
  std::string_view path;
  std::string_view query;
  std::string_view user_agent;
};

/// 507 if the URL becomes longer than 8 K.
HttpResponse redirect_response(const Redirect& redirect, const RequestPlace& place,
                               const std::string& date);

}  // namespace spillway::alb
