#include "tools/harness/load/cookie_jar.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "runtime/wall_time.hpp"

namespace spillway::harness {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// "name=value", both trimmed; an attribute without a value has an empty one.
std::pair<std::string_view, std::string_view> split_pair(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return {trimmed(text), {}};
  return {trimmed(text.substr(0, equals)), trimmed(text.substr(equals + 1))};
}

std::optional<WallTime> expiry_of_age(std::string_view seconds, WallTime now) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), value);
  if (error != std::errc() || end != seconds.data() + seconds.size()) return std::nullopt;
  constexpr std::int64_t kTenYears = 315'360'000;
  return now + std::chrono::seconds(std::clamp<std::int64_t>(value, 0, kTenYears));
}

}  // namespace

void CookieJar::store(const HttpHeaders& answer, WallTime now) {
  for (const auto& [name, value] : answer) {
    if (iequals(name, "Set-Cookie")) set(value, now);
  }
}

void CookieJar::set(std::string_view field, WallTime now) {
  auto semicolon = field.find(';');
  const auto [name, value] = split_pair(field.substr(0, semicolon));
  if (name.empty()) return;
  WallTime expires = WallTime::max();
  bool has_age = false;
  while (semicolon != std::string_view::npos) {
    field.remove_prefix(semicolon + 1);
    semicolon = field.find(';');
    const auto [attribute, text] = split_pair(field.substr(0, semicolon));
    if (iequals(attribute, "Max-Age")) {
      if (const auto at = expiry_of_age(text, now)) {
        expires = *at;
        has_age = true;
      }
    } else if (iequals(attribute, "Expires") && !has_age) {
      expires = parse_http_date(text).value_or(expires);
    }
  }
  const auto it = std::find_if(cookies_.begin(), cookies_.end(),
                               [n = name](const Cookie& c) { return c.name == n; });
  if (expires <= now) {
    if (it != cookies_.end()) cookies_.erase(it);
  } else if (it != cookies_.end()) {
    it->value = value;
    it->expires = expires;
  } else {
    cookies_.push_back({std::string(name), std::string(value), expires});
  }
}

std::string CookieJar::header(WallTime now) {
  std::erase_if(cookies_, [now](const Cookie& cookie) { return cookie.expires <= now; });
  std::string text;
  for (const Cookie& cookie : cookies_) {
    text += (text.empty() ? "" : "; ") + cookie.name + "=" + cookie.value;
  }
  return text;
}

}  // namespace spillway::harness
