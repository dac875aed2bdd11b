// CookieJar: the cookies of one client, as a browser keeps them for one host (RFC 6265).
//
// Owned by a Session. All requests of a run go to one load balancer, so a cookie's Domain and Path
// are not looked at; a cookie is known by its name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/http.hpp"
#include "runtime/time.hpp"

namespace spillway::harness {

class CookieJar {
 public:
  /// Takes every Set-Cookie of an answer. Max-Age goes before Expires; what has expired is removed.
  void store(const HttpHeaders& answer, WallTime now);
  /// The value of a Cookie field, "a=1; b=2", in the order in which they first came; or empty.
  std::string header(WallTime now);

 private:
  struct Cookie {
    std::string name;
    std::string value;
    WallTime expires;
  };

  void set(std::string_view field, WallTime now);

  std::vector<Cookie> cookies_;
};

}  // namespace spillway::harness
