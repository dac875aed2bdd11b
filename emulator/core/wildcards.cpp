#include "emulator/core/wildcards.hpp"

namespace spillway::core {
namespace {

char folded(char c, bool ignore_case) {
  return ignore_case && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool wildcard_match(std::string_view pattern, std::string_view text, bool ignore_case) {
  // Most patterns are a plain beginning and one asterisk at the end.
  const std::string_view beginning = pattern.substr(0, pattern.find('*'));
  if (!ignore_case && beginning.find('?') == std::string_view::npos) {
    if (!text.starts_with(beginning)) return false;
    pattern.remove_prefix(beginning.size());
    text.remove_prefix(beginning.size());
    if (pattern == "*") return true;
  }
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;  // where the text behind the last star is tried to begin
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || folded(pattern[p], ignore_case) ==
                                                               folded(text[t], ignore_case))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string_view account_of(std::string_view arn) {
  for (int part = 0; part < 4; ++part) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return arn.substr(0, arn.find(':'));
}

}  // namespace spillway::core
