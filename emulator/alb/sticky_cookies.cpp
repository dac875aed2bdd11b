#include "emulator/alb/sticky_cookies.hpp"

#include <array>

#include "emulator/alb/mix.hpp"
#include "runtime/base64.hpp"

namespace spillway::alb {
namespace {

// A value is words of eight bytes, the first a nonce, as many as make AWS's lengths: 140 characters
// of AWSALBTG, 128 of the others.
constexpr std::size_t kGroupWords = 13;
constexpr std::size_t kTargetWords = 12;

constexpr std::string_view kNoCookie = "_remove_";
constexpr const char* kApplication[] = {"AWSALBAPP-0", "AWSALBAPP-1", "AWSALBAPP-2", "AWSALBAPP-3"};

std::size_t words_of(Pin::Kind kind) {
  return kind == Pin::Kind::group ? kGroupWords : kTargetWords;
}

void append_word(std::string& out, std::uint64_t word) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(word >> shift & 0xff);
}

std::uint64_t word_at(std::string_view bytes, std::size_t index) {
  std::uint64_t word = 0;
  for (const char c : bytes.substr(index * 8, 8)) word = word << 8 | static_cast<unsigned char>(c);
  return word;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool has_name(std::string_view pair, std::string_view name) {
  return pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=';
}

}  // namespace

// The pin's words under a key stream, and behind them words that depend on all before, so that a
// changed value is not read as another pin.
std::string StickyCookies::encode(const Pin& pin, std::uint64_t nonce) const {
  const std::uint64_t plain[] = {static_cast<std::uint64_t>(pin.kind) << 32 | pin.group, pin.target,
                                 static_cast<std::uint64_t>(pin.since.time_since_epoch().count())};
  std::string bytes;
  append_word(bytes, nonce);
  std::uint64_t chain = mix(key_ ^ nonce);
  std::uint64_t stream = chain;
  for (const std::uint64_t word : plain) {
    stream = mix(stream + key_);
    append_word(bytes, word ^ stream);
    chain = mix(chain ^ word);
  }
  for (std::size_t i = 1 + std::size(plain); i < words_of(pin.kind); ++i) {
    chain = mix(chain + key_);
    append_word(bytes, chain);
  }
  return base64_encode(bytes);
}

std::string StickyCookies::write(const Pin& pin) { return encode(pin, rng_()); }

std::optional<Pin> StickyCookies::read(std::string_view value, Pin::Kind kind) const {
  const auto bytes = base64_decode(value);
  if (!bytes || bytes->size() != 8 * words_of(kind)) return std::nullopt;
  const std::uint64_t nonce = word_at(*bytes, 0);
  std::uint64_t stream = mix(key_ ^ nonce);
  std::array<std::uint64_t, 3> plain{};
  for (std::size_t i = 0; i < plain.size(); ++i) {
    stream = mix(stream + key_);
    plain[i] = word_at(*bytes, i + 1) ^ stream;
  }
  Pin pin;
  pin.kind = kind;
  pin.group = static_cast<std::uint32_t>(plain[0]);
  pin.target = plain[1];
  pin.since = TimePoint(Duration(static_cast<Duration::rep>(plain[2])));
  if (encode(pin, nonce) != value) return std::nullopt;
  return pin;
}

void StickyCookies::add(const Pin& pin, WallTime now, HttpHeaders& headers) {
  const std::string value = write(pin);
  switch (pin.kind) {
    case Pin::Kind::group:
      add_field("AWSALBTG", value, false, now, headers);
      add_field("AWSALBTGCORS", value, true, now, headers);
      return;
    case Pin::Kind::target:
      add_field("AWSALB", value, false, now, headers);
      add_field("AWSALBCORS", value, true, now, headers);
      return;
    case Pin::Kind::application:
      // The others are for the rest of a value that is too long for one.
      for (const char* name : kApplication) {
        add_field(name, name == kApplication[0] ? value : kNoCookie, false, now, headers);
      }
      return;
  }
}

void StickyCookies::add_removal(WallTime now, HttpHeaders& headers) {
  for (const char* name : kApplication) add_field(name, kNoCookie, false, now, headers);
}

void StickyCookies::add_field(std::string_view name, std::string_view value, bool cross_origin,
                              WallTime now, HttpHeaders& headers) {
  std::string field(name);
  field.append("=").append(value).append("; Expires=");
  field += expires_.at(now + std::chrono::days(7));
  field += "; Path=/";
  if (cross_origin) field += "; SameSite=None; Secure";
  headers.add("Set-Cookie", field);
}

std::optional<std::string_view> find_cookie(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [field, text] : headers) {
    if (!iequals(field, "Cookie")) continue;
    std::string_view rest = text;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      const std::string_view pair = trimmed(rest.substr(0, end));
      if (has_name(pair, name)) return pair.substr(name.size() + 1);
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
  }
  return std::nullopt;
}

bool sets_cookie(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [field, text] : headers) {
    if (iequals(field, "Set-Cookie") && has_name(trimmed(text), name)) return true;
  }
  return false;
}

}  // namespace spillway::alb
