// RequestFacts: what the load balancer must know of a client's request before it routes it, found
// in one pass over the headers. On the per-request path. Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/alb/model.hpp"
#include "runtime/http.hpp"
#include "runtime/rng.hpp"

namespace spillway::alb {

/// What a header field means to the load balancer.
enum class HeaderRole {
  plain,
  hop_by_hop,  ///< not passed on
  upgrade,     ///< hop-by-hop too
  transfer_encoding,
  host,
  user_agent,
  content_type,
  content_encoding,
  content_length,
  trace_id,
  forwarded_for,
  forwarded_port,
  forwarded_proto,
};
HeaderRole role_of(std::string_view header_name);
bool is_hop_by_hop(HeaderRole role);
/// Is a client's field of that role replaced by one of the load balancer's own?
bool is_replaced(HeaderRole role);

/// Views into the request.
struct RequestFacts {
  int refused = 0;  ///< the status with which the load balancer refuses the request; 0: none
  bool unparsable = false;  ///< refused with 400, and the connection closed
  std::size_t header_bytes = 0;
  std::string_view host;
  std::string_view user_agent;
  std::string_view content_type;
  std::string_view trace_id;
  std::string_view forwarded_for;
  bool content_encoded = false;
  bool upgrade = false;         ///< to a WebSocket
  bool has_hop_by_hop = false;  ///< fields that are not passed on
  bool has_replaced = false;    ///< fields that the load balancer's own stand in for
};

/// Also checks the limits of aws-facts A2 and A3.
RequestFacts inspect(const HttpRequest& request);

/// Does an answer have more header fields than the load balancer passes on (aws-facts A2)?
bool are_too_large(const HttpHeaders& answer);

/// Takes off the fields whose names are more than letters, digits and hyphens
/// (routing.http.drop_invalid_header_fields.enabled).
void drop_invalid_fields(HttpHeaders& headers);

/// The roots of X-Amzn-Trace-Id: unique in a run, and the same for one seed.
class TraceIds {
 public:
  /// "1-58337262-36d228ad5d99923122bbe354"
  static constexpr std::size_t kLength = 35;
  using Text = std::array<char, kLength>;

  explicit TraceIds(Rng rng) : low_(rng()), salt_(static_cast<std::uint32_t>(rng())) {}

  Text next(WallTime now);

 private:
  std::uint64_t low_;
  std::uint32_t salt_;
};

/// Sets `out` to X-Amzn-Trace-Id as the target gets it: a root of the load balancer's own, or
/// behind its Self what the client sent (aws-facts A4).
void set_trace_header(std::string& out, const RequestFacts& facts, const TraceIds::Text& own);

/// X-Forwarded-For as the target gets it; empty: none.
std::string forwarded_for_header(const LoadBalancerOptions& options, std::string_view inbound,
                                 std::string_view client_ip, std::uint16_t client_port);

}  // namespace spillway::alb
