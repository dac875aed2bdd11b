// What a client does with cookies in these tests: it keeps some and sends them again.
#pragma once

#include <string>
#include <vector>

#include "emulator/alb/load_balancers.hpp"

namespace spillway::alb::test {

/// Every Set-Cookie of an answer, whole.
inline std::vector<std::string> set_cookies(const ClientResponse& answer) {
  std::vector<std::string> fields;
  for (const auto& [name, value] : answer.response.headers) {
    if (name == "Set-Cookie") fields.emplace_back(value);
  }
  return fields;
}

/// "name=value" as an answer sets it, or "".
inline std::string cookie_of(const ClientResponse& answer, const std::string& name) {
  for (const auto& field : set_cookies(answer)) {
    if (field.starts_with(name + "=")) return field.substr(0, field.find(';'));
  }
  return "";
}

inline ClientRequest with_cookie(const std::string& cookie) {
  ClientRequest client;
  client.request.headers = {{"Host", "example.com"}};
  if (!cookie.empty()) client.request.headers.add("Cookie", cookie);
  return client;
}

}  // namespace spillway::alb::test
