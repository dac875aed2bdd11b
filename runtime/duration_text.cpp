#include "runtime/duration_text.hpp"

#include <algorithm>
#include <charconv>

namespace spillway {

std::optional<Duration> parse_duration_setting(std::string_view text) {
  constexpr std::size_t kMaxDigits = 8;  // more would overflow as minutes
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > kMaxDigits) return std::nullopt;
  std::int64_t count = 0;
  std::from_chars(text.data(), text.data() + digits, count);
  const std::string_view unit = text.substr(digits);
  if (unit.empty() || unit == "s") return std::chrono::seconds(count);
  if (unit == "ms") return std::chrono::milliseconds(count);
  if (unit == "m") return std::chrono::minutes(count);
  return std::nullopt;
}

}  // namespace spillway
