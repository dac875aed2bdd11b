#include "emulator/live/head_lines.hpp"

#include <charconv>

#include "runtime/http.hpp"

namespace spillway::live::head {
namespace {

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}

constexpr std::array<bool, 256> kToken = make_token_table();

}  // namespace

bool is_token(std::string_view text) {
  bool all = !text.empty();
  for (const char c : text) all &= kToken[static_cast<unsigned char>(c)];
  return all;
}

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc() || end != text.data() + text.size() || length >> 62 != 0) {
    return std::nullopt;
  }
  return length;
}

bool lists(std::string_view list, std::string_view element) {
  while (true) {
    const auto comma = list.find(',');
    if (iequals(trim(list.substr(0, comma)), element)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
}

// No branch a byte, so that the compiler can take many at once.
Bytes survey(std::string_view text) {
  std::uint32_t control = 0;
  std::uint32_t null = 0;
  std::uint32_t beyond = 0;
  std::uint32_t ends = 0;   // CRs
  std::uint32_t feeds = 0;  // LFs
  for (const char character : text) {
    const auto c = static_cast<unsigned char>(character);
    const bool end = c == '\r';
    const bool feed = c == '\n';
    control += static_cast<std::uint32_t>((c < 0x20 && !end && !feed && c != '\t') || c == 0x7f);
    null += static_cast<std::uint32_t>(c == 0);
    beyond += static_cast<std::uint32_t>(c >= 0x80);
    ends += static_cast<std::uint32_t>(end);
    feeds += static_cast<std::uint32_t>(feed);
  }
  Bytes bytes{control > 0, null > 0, beyond > 0, ends != feeds};
  if (bytes.bare_line_end) return bytes;
  for (auto at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 2)) {
    if (at + 1 < text.size() && text[at + 1] == '\n') continue;
    bytes.bare_line_end = true;
    break;
  }
  return bytes;
}

bool split_field(std::string_view line, std::string_view& name, std::string_view& value) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  name = line.substr(0, colon);
  value = trim(line.substr(colon + 1));
  return is_token(name);
}

void Framing::note_length(std::string_view value) {
  const auto parsed = parse_length(value);
  if (!parsed) {
    bad_length = true;
  } else if (!length) {
    length = parsed;
  } else {
    (*length == *parsed ? length_again : lengths_differ) = true;
  }
}

void Framing::note_coding(std::string_view value) {
  if (iequals(value, "chunked")) {
    ++chunked;
  } else if (!iequals(value, "identity")) {
    unknown_coding = true;
  }
}

}  // namespace spillway::live::head
