#include "runtime/json_text.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace spillway {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

constexpr std::uint64_t has_zero_byte(std::uint64_t word) {
  return (word - kOnes) & ~word & kHighBits;
}

// Non-zero if one of the eight bytes is a quote, a backslash or below 0x20.
constexpr std::uint64_t has_special(std::uint64_t word) {
  const std::uint64_t control = (word - kOnes * 0x20) & ~word & kHighBits;
  return control | has_zero_byte(word ^ (kOnes * '"')) | has_zero_byte(word ^ (kOnes * '\\'));
}

constexpr bool is_special(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

// The first byte that must be escaped, or `end`.
const char* find_special(const char* at, const char* end) {
  for (; end - at >= 8; at += 8) {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof(word));
    const std::uint64_t found = has_special(word);
    if (found == 0) continue;
    // Bytes behind the first special one may be marked wrongly, that one is right.
    if constexpr (std::endian::native == std::endian::little)
      return at + std::countr_zero(found) / 8;
    break;
  }
  while (at != end && !is_special(*at)) ++at;
  return at;
}

// Two bytes, or six.
char* write_escaped(char* out, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  static constexpr std::string_view kShort = "\"\"\\\\\bb\ff\nn\rr\tt";
  *out++ = '\\';
  for (std::size_t i = 0; i < kShort.size(); i += 2) {
    if (kShort[i] != c) continue;
    *out++ = kShort[i + 1];
    return out;
  }
  for (const char digit : {'u', '0', '0', kHex[(c >> 4) & 0xf], kHex[c & 0xf]}) *out++ = digit;
  return out;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  out += '"';
  while (true) {
    const char* special = find_special(at, end);
    out.append(at, special);
    if (special == end) break;
    char escaped[6];
    out.append(escaped, write_escaped(escaped, *special));
    at = special + 1;
  }
  out += '"';
}

std::optional<std::string_view> unescaped_json_string(const char* begin, const char* end) {
  const char* const special = find_special(begin, end);
  if (special == end || *special != '"') return std::nullopt;
  return std::string_view(begin, special);
}

std::optional<std::string_view> unescaped_json_string(std::string_view token) {
  if (!token.starts_with('"')) return std::nullopt;
  return unescaped_json_string(token.data() + 1, token.data() + token.size());
}

// Most texts are short and plain: they are copied by whole words, the last of which may overlap
// what is already there.
char* write_json_string(char* out, std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  *out++ = '"';
  std::uint64_t word;
  for (; end - at >= 8; at += 8) {
    std::memcpy(&word, at, 8);
    if (has_special(word) != 0) break;
    std::memcpy(out, &word, 8);
    out += 8;
  }
  const std::ptrdiff_t rest = end - at;
  if (rest > 0 && rest < 8 && text.size() >= 8) {
    std::memcpy(&word, end - 8, 8);
    if (has_special(word) == 0) {
      std::memcpy(out + rest - 8, &word, 8);
      out += rest;
      at = end;
    }
  }
  if (rest >= 4 && text.size() < 8) {
    std::uint32_t first;
    std::uint32_t last;
    std::memcpy(&first, at, 4);
    std::memcpy(&last, end - 4, 4);
    if (has_special(first | std::uint64_t{last} << 32) == 0) {
      std::memcpy(out, &first, 4);
      std::memcpy(out + rest - 4, &last, 4);
      out += rest;
      at = end;
    }
  }
  for (; at != end; ++at) {
    if (is_special(*at)) {
      out = write_escaped(out, *at);
    } else {
      *out++ = *at;
    }
  }
  *out++ = '"';
  return out;
}

}  // namespace spillway
