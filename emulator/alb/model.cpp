#include "emulator/alb/model.hpp"

#include <algorithm>
#include <charconv>

namespace spillway::alb {
namespace {

// Three digits from 200 to 499, or nothing.
std::optional<int> parse_code(std::string_view text) {
  int code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (text.size() != 3 || code < 200 || code > 499) return std::nullopt;
  return code;
}

}  // namespace

std::string_view name_of(TargetState state) {
  switch (state) {
    case TargetState::initial:
      return "initial";
    case TargetState::healthy:
      return "healthy";
    case TargetState::unhealthy:
      return "unhealthy";
    case TargetState::unused:
      return "unused";
    case TargetState::draining:
      return "draining";
    case TargetState::unavailable:
      return "unavailable";
  }
  return {};
}

bool Matcher::matches(int status) const {
  return std::any_of(ranges.begin(), ranges.end(), [status](const auto& range) {
    return status >= range.first && status <= range.second;
  });
}

std::optional<Matcher> parse_matcher(std::string_view text) {
  Matcher matcher{std::string(text), {}};
  while (true) {
    const auto comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    const auto dash = item.find('-');
    const auto low = parse_code(item.substr(0, dash));
    const auto high = dash == std::string_view::npos ? low : parse_code(item.substr(dash + 1));
    if (!low || !high || *low > *high) return std::nullopt;
    matcher.ranges.emplace_back(*low, *high);
    if (comma == std::string_view::npos) return matcher;
    text.remove_prefix(comma + 1);
  }
}

Target* TargetGroup::find(std::string_view id, std::uint16_t target_port) const {
  for (const auto& target : targets) {
    if (target->id == id && target->port == target_port) return target.get();
  }
  return nullptr;
}

Target* TargetGroup::find(std::uint64_t serial) const {
  for (const auto& target : targets) {
    if (target->serial == serial) return target.get();
  }
  return nullptr;
}

}  // namespace spillway::alb
