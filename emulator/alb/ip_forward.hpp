// What the load balancer changes in a request on its way to an ip target, and in the answer on its
// way back (aws-facts A3, A4). On the per-request path. Pure functions.
#pragma once

#include "emulator/alb/request_facts.hpp"

namespace spillway::alb {

/// What the load balancer adds of its own.
struct Added {
  std::string_view trace;
  std::string_view forwarded_for;
  std::string_view port;
  std::string_view dns_name;  ///< the Host of a request that has none, as HTTP/1.0 may
};
/// Takes off hop-by-hop fields, adds X-Forwarded-* and X-Amzn-Trace-Id; Host stays.
void prepare_for_target(HttpRequest& request, const RequestFacts& facts, const Added& added);

enum class TargetAnswer {
  complete,
  malformed,   ///< the load balancer does not pass it on: 502
  incomplete,  ///< its body is shorter than its Content-Length: the rest is waited for
};
/// Checks and cleans the header fields alone, of an answer whose body passes by. False: malformed.
/// Switching protocols is in order only if the client asked for it.
bool prepare_head_for_client(HttpResponse& response, bool may_switch);
/// `head`: it answers a HEAD, which has no body.
TargetAnswer prepare_for_client(HttpResponse& response, bool head);

}  // namespace spillway::alb
