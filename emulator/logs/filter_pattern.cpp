#include "emulator/logs/filter_pattern.hpp"

#include <algorithm>

namespace spillway::logs {

FilterPattern::FilterPattern(std::string_view text) {
  while (true) {
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ')));
    if (text.empty()) return;
    const bool quoted = text.front() == '"';
    if (quoted) text.remove_prefix(1);
    const std::size_t end = text.find(quoted ? '"' : ' ');
    const std::string_view term = text.substr(0, end);
    const bool special =
        std::string_view("{[?-%").find(text.empty() ? ' ' : text.front()) != std::string_view::npos;
    if (quoted ? end == std::string_view::npos : special) {
      is_modelled_ = false;
      return;
    }
    terms_.emplace_back(term);
    text.remove_prefix(std::min(text.size(), term.size() + (quoted ? 1 : 0)));
  }
}

bool FilterPattern::matches(std::string_view message) const {
  return std::ranges::all_of(terms_, [&](const std::string& term) {
    return message.find(term) != std::string_view::npos;
  });
}

}  // namespace spillway::logs
