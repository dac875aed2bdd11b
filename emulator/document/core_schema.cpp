#include "emulator/document/readers.hpp"

namespace spillway::document {
namespace {

bool all(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view kDigits = "0123456789";

bool is_integer(std::string_view text) {
  if (text.starts_with("0o")) return all(text.substr(2), "01234567");
  if (text.starts_with("0x")) return all(text.substr(2), "0123456789abcdefABCDEF");
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return all(text, kDigits);
}

std::size_t skip_digits(std::string_view text, std::size_t from) {
  const auto end = text.find_first_not_of(kDigits, from);
  return end == std::string_view::npos ? text.size() : end;
}

bool is_real(std::string_view text) {
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return true;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text == ".inf" || text == ".Inf" || text == ".INF") return true;
  std::size_t at = skip_digits(text, 0);
  std::size_t digits = at;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = skip_digits(text, at + 1);
    digits += end - at - 1;
    at = end;
  }
  if (digits == 0) return false;
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  ++at;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  return all(text.substr(at), kDigits);
}

}  // namespace

Node::Kind resolve_plain(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
    return Node::Kind::null;
  }
  for (const std::string_view truth : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
    if (text == truth) return Node::Kind::boolean;
  }
  if (is_integer(text)) return Node::Kind::integer;
  return is_real(text) ? Node::Kind::real : Node::Kind::string;
}

}  // namespace spillway::document
