// RequestRecord: what a client saw of one request. Written once, when the request is over;
// where a client tries again, each attempt is a request.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/time.hpp"

namespace spillway::harness {

/// Who answered.
enum class Target : std::uint8_t {
  lambda,
  ecs,
  alb,   ///< the load balancer itself: no target was chosen
  none,  ///< nobody: the client gave up waiting
};

std::string_view to_string(Target target);

struct RequestRecord {
  TimePoint sent;      ///< when it was meant to be sent, which in an open loop is when it was
  Duration late{};     ///< how much later it really was sent: the client was too busy
  Duration elapsed{};  ///< until the answer, or until the client gave up
  std::uint32_t stage = 0;
  std::uint32_t path = 0;  ///< index into the stage's requests
  int status = 0;          ///< 0: no answer in time
  Target target = Target::none;
  std::string_view reason;  ///< of the answer; valid during the call only
  std::uint64_t bytes = 0;  ///< received, headers and body
  std::uint64_t sent_bytes = 0;
  bool last_attempt = true;            ///< false: the client tries again
  std::uint32_t user = 1;              ///< who sent it, from 1
  std::uint32_t active_users = 1;      ///< of its stage, when it was over
  std::uint32_t all_active_users = 1;  ///< of all stages

  bool failed() const { return status == 0 || status >= 400; }
};

}  // namespace spillway::harness
