// The heads of HTTP/1.1 messages on the load balancer's data path: read in place, strictly, into
// our own messages, and what frames the body that follows.
//
// Why not Beast's parser: it keeps a list of nodes for the fields that would be copied again, and
// it does not tell what is merely doubtful, which the load balancer passes and logs. What belongs
// to one connection only (Connection, Transfer-Encoding, Expect...) is taken off. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "emulator/live/desync.hpp"
#include "runtime/http.hpp"

namespace spillway::live {

/// How a body's end is known.
struct BodyFraming {
  enum class Kind : std::uint8_t { none, length, chunked, until_close };
  Kind kind = Kind::none;
  std::uint64_t length = 0;
};

struct RequestHead {
  std::size_t bytes = 0;  ///< of the head, with its empty line
  int refused = 0;        ///< not 0: the status to refuse it with; nothing else holds then
  unsigned version = 11;  ///< 10 or 11
  bool keep_alive = true;
  bool expects_continue = false;
  bool web_socket = false;   ///< asks to become one
  bool asks_target = false;  ///< a load generator wants to know who answers (X-Spillway-Load)
  BodyFraming body;
  Desync desync;
};

struct ResponseHead {
  std::size_t bytes = 0;
  bool malformed = false;
  bool keep_alive = true;
  BodyFraming body;
};

/// False: the head is not complete. `scanned`, 0 at first, is kept between the calls for one head.
/// What cannot be a request is refused as soon as that is clear. The request's own headers are
/// added to what is there.
bool parse_request_head(std::string_view bytes, std::size_t& scanned, HttpRequest& request,
                        RequestHead& head);

/// `to_head`: the answer to a HEAD, which has no body.
bool parse_response_head(std::string_view bytes, std::size_t& scanned, bool to_head,
                         HttpResponse& response, ResponseHead& head);

}  // namespace spillway::live
