// StickyCookies: the cookies by which a client comes back to its target group or its target
// (aws-facts A1): made, read and recognised.
//
// Owned by the data plane. On the path of requests that meet stickiness only. A cookie's value
// holds all there is to know; to others it looks like noise, and one that was not made here is
// recognised as such. Runtime's thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/http.hpp"
#include "runtime/rng.hpp"
#include "runtime/time.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::alb {

/// What a client is to come back to.
struct Pin {
  enum class Kind : std::uint32_t { group = 1, target = 2, application = 3 };
  Kind kind{};
  std::uint32_t group = 0;   ///< TargetGroup::number
  std::uint64_t target = 0;  ///< Target::serial; 0 of a group's cookie
  TimePoint since{};         ///< when its period began
};

class StickyCookies {
 public:
  explicit StickyCookies(Rng rng) : rng_(rng), key_(rng_()) {}

  /// The value for a pin; another one each time.
  std::string write(const Pin& pin);
  /// Nothing if the value was not made by write() for a pin of that kind.
  std::optional<Pin> read(std::string_view value, Pin::Kind kind) const;

  /// Adds Set-Cookie for the pin: AWSALBTG, AWSALB or AWSALBAPP and what goes with each. Clients
  /// keep them for seven days, whatever the stickiness lasts.
  void add(const Pin& pin, WallTime now, HttpHeaders& headers);
  /// Adds what an answer says if no application cookie is to be kept.
  void add_removal(WallTime now, HttpHeaders& headers);

 private:
  std::string encode(const Pin& pin, std::uint64_t nonce) const;
  void add_field(std::string_view name, std::string_view value, bool cross_origin, WallTime now,
                 HttpHeaders& headers);

  Rng rng_;
  std::uint64_t key_;
  HttpDate expires_;
};

/// The value of a cookie in a request's Cookie fields, the first of that name.
std::optional<std::string_view> find_cookie(const HttpHeaders& headers, std::string_view name);
/// Whether an answer has a Set-Cookie field for that cookie.
bool sets_cookie(const HttpHeaders& headers, std::string_view name);

}  // namespace spillway::alb
