#include "runtime/json_text.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace spillway {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

constexpr std::uint64_t has_zero_byte(std::uint64_t word) {
  return (word - kOnes) & ~word & kHighBits;
}

// Non-zero if one of the eight bytes must be escaped.
constexpr std::uint64_t has_special(std::uint64_t word) {
  const std::uint64_t control = (word - kOnes * 0x20) & ~word & kHighBits;
  return control | has_zero_byte(word ^ (kOnes * '"')) | has_zero_byte(word ^ (kOnes * '\\'));
}

constexpr bool is_special(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

// Sixteen bytes that are looked at together.
constexpr std::ptrdiff_t kBlock = 16;

// Bit i is set if the i-th byte of the block must be escaped.
#if defined(__SSE2__)
unsigned specials(const char* block) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block));
  const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
  const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const __m128i any = _mm_or_si128(control, _mm_or_si128(quote, backslash));
  return static_cast<unsigned>(_mm_movemask_epi8(any));
}
#else
unsigned specials(const char* block) {
  unsigned bits = 0;
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) bits |= unsigned{is_special(block[i])} << i;
  return bits;
}
#endif

// The first byte that must be escaped, or `end`.
const char* find_special(const char* at, const char* end) {
  for (; end - at >= kBlock; at += kBlock) {
    if (const unsigned found = specials(at)) return at + std::countr_zero(found);
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

const char* end_of_plain_json_string(const char* at, const char* end) {
  if (at == end || *at != '"') return nullptr;
  const char* const special = find_special(at + 1, end);
  return special != end && *special == '"' ? special : nullptr;
}

namespace {

// Copies a text of one to two words by its first and its last, which may overlap. False, with
// nothing copied, if something in it must be escaped.
template <class Word>
bool copy_two_words(char* out, const char* text, std::size_t size) {
  Word first;
  Word last;
  std::memcpy(&first, text, sizeof(Word));
  std::memcpy(&last, text + size - sizeof(Word), sizeof(Word));
  if constexpr (sizeof(Word) == 4) {
    if (has_special(first | std::uint64_t{last} << 32) != 0) return false;
  } else {
    if ((has_special(first) | has_special(last)) != 0) return false;
  }
  std::memcpy(out, &first, sizeof(Word));
  std::memcpy(out + size - sizeof(Word), &last, sizeof(Word));
  return true;
}

// Writes the last part of a text, which is shorter than a block and mostly plain.
char* write_tail(char* out, const char* text, std::size_t size) {
  if (size >= 8 && copy_two_words<std::uint64_t>(out, text, size)) return out + size;
  if (size >= 4 && size < 8 && copy_two_words<std::uint32_t>(out, text, size)) return out + size;
  for (const char c : std::string_view(text, size)) {
    if (is_special(c)) {
      out = write_escaped(out, c);
    } else {
      *out++ = c;
    }
  }
  return out;
}

}  // namespace

// Whole blocks are copied, of which only the plain beginning may count: what follows overwrites the
// rest.
char* write_json_string(char* out, std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  *out++ = '"';
  while (end - at >= kBlock) {
    const unsigned found = specials(at);
    std::memcpy(out, at, kBlock);
    if (found == 0) {
      out += kBlock;
      at += kBlock;
    } else {
      const int plain = std::countr_zero(found);
      out = write_escaped(out + plain, at[plain]);
      at += plain + 1;
    }
  }
  if (at != end) out = write_tail(out, at, static_cast<std::size_t>(end - at));
  *out++ = '"';
  return out;
}

}  // namespace spillway
