#include "emulator/document/units.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <utility>

namespace spillway::document {
namespace {

__extension__ using Wide = __int128;

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::array<Unit, 7> kTimes = {{{"d", 86'400'000'000'000},
                                         {"h", 3'600'000'000'000},
                                         {"m", 60'000'000'000},
                                         {"s", 1'000'000'000},
                                         {"ms", 1'000'000},
                                         {"us", 1'000},
                                         {"ns", 1}}};

constexpr std::array<Unit, 9> kSizes = {{{"B", 1},
                                         {"KB", 1'000},
                                         {"MB", 1'000'000},
                                         {"GB", 1'000'000'000},
                                         {"TB", 1'000'000'000'000},
                                         {"KiB", std::int64_t{1} << 10U},
                                         {"MiB", std::int64_t{1} << 20U},
                                         {"GiB", std::int64_t{1} << 30U},
                                         {"TiB", std::int64_t{1} << 40U}}};

std::string quoted(std::string_view text) {
  return "'" + std::string(text.substr(0, 60)) + (text.size() > 60 ? "...'" : "'");
}

/// What a size or rate is a multiple of.
std::string names_of(std::span<const Unit> units) {
  std::string names;
  for (const auto& unit : units) names += (names.empty() ? "" : ", ") + std::string(unit.name);
  return names;
}

const Unit* find_unit(std::span<const Unit> units, std::string_view name) {
  for (const auto& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A decimal number without sign and exponent, as it stands at the start of a text.
struct Decimal {
  std::string_view text;
  bool has_fraction = false;

  static std::optional<Decimal> take(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == 0) return std::nullopt;
    Decimal number;
    if (end < text.size() && text[end] == '.') {
      const std::size_t point = end++;
      while (end < text.size() && is_digit(text[end])) ++end;
      if (end == point + 1) return std::nullopt;
      number.has_fraction = true;
    }
    number.text = text.substr(0, end);
    text.remove_prefix(end);
    return number;
  }

  double value() const {
    double number = std::numeric_limits<double>::infinity();
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
  }

  /// this * factor exactly; nothing if that is not a whole number or does not fit.
  std::optional<Wide> times(std::int64_t factor) const {
    Wide digits = 0;
    Wide divisor = 1;
    bool after_point = false;
    for (const char c : text) {
      if (c == '.') {
        after_point = true;
        continue;
      }
      if (digits > (Wide{1} << 70U) || divisor > (Wide{1} << 70U)) return std::nullopt;
      digits = digits * 10 + (c - '0');
      if (after_point) divisor *= 10;
    }
    if (digits > (Wide{1} << 76U)) return std::nullopt;
    const Wide product = digits * factor;
    if (product % divisor != 0) return std::nullopt;
    return product / divisor;
  }
};

std::string_view take_name(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && !is_digit(text[end]) && text[end] != '.') ++end;
  const auto name = text.substr(0, end);
  text.remove_prefix(end);
  return name;
}

std::string not_a(std::string_view text, const char* what, const char* examples) {
  if (text.starts_with('-')) return quoted(text) + " is negative; " + what + " never is";
  return quoted(text) + " is not " + what + "; write it like " + examples;
}

std::string no_unit(std::string_view text, const std::string& remedy) {
  return quoted(text) + " has no unit; write " + remedy;
}

/// Adds one "1.5h" of a duration to `sum`; a sentence if it cannot.
std::optional<std::string> add_segment(std::string_view whole, std::string_view& rest, Wide& sum,
                                       std::size_t& next_unit) {
  static constexpr const char* kExamples = "250ms, 15s, 1m30s, 1.5h or 2d";
  const auto number = Decimal::take(rest);
  if (!number) return not_a(whole, "a duration", kExamples);
  const auto name = take_name(rest);
  const Unit* unit = find_unit(kTimes, name);
  if (unit == nullptr) {
    if (name.empty()) return no_unit(whole, std::string(whole) + "s");
    return quoted(whole) + " has an unknown unit '" + std::string(name) + "'; known are " +
           names_of(kTimes);
  }
  const auto index = static_cast<std::size_t>(unit - kTimes.data());
  if (index < next_unit || (number->has_fraction && !rest.empty())) {
    return not_a(whole, "a duration", kExamples);
  }
  next_unit = index + 1;
  const auto value = number->times(unit->factor);
  if (!value) return quoted(whole) + " is too large, or finer than a nanosecond";
  sum += *value;
  return std::nullopt;
}

}  // namespace

Parsed<Duration> parse_duration(std::string_view text) {
  std::string_view rest = text;
  Wide sum = 0;
  std::size_t next_unit = 0;
  do {
    if (auto error = add_segment(text, rest, sum, next_unit)) return *error;
  } while (!rest.empty());
  if (sum > std::numeric_limits<std::int64_t>::max()) {
    return quoted(text) + " is too large; at most 292 years";
  }
  return Duration(static_cast<std::int64_t>(sum));
}

Parsed<double> parse_rate(std::string_view text) {
  std::string_view rest = text;
  const auto number = Decimal::take(rest);
  if (!number) return not_a(text, "a rate", "20/s, 90/m or 1000/h");
  if (rest.empty()) return no_unit(text, std::string(text) + "/s");
  double seconds = 0;
  if (rest == "/s") seconds = 1;
  if (rest == "/m") seconds = 60;
  if (rest == "/h") seconds = 3600;
  if (seconds == 0) return not_a(text, "a rate", "20/s, 90/m or 1000/h");
  const double rate = number->value() / seconds;
  if (rate > 1e9) return quoted(text) + " is too large; at most 1000000000/s";
  return rate;
}

Parsed<double> parse_ratio(std::string_view text) {
  std::string_view rest = text;
  const auto number = Decimal::take(rest);
  if (!number) return not_a(text, "a ratio", "20% or 0.5%");
  if (rest.empty()) {
    const bool of_one = number->value() < 1;
    return no_unit(text, of_one ? "a percentage, such as 20%" : std::string(text) + "%");
  }
  if (rest != "%") return not_a(text, "a ratio", "20% or 0.5%");
  const double ratio = number->value() / 100;
  if (ratio > 1) return quoted(text) + " is more than 100%";
  return ratio;
}

Parsed<std::int64_t> parse_size(std::string_view text) {
  std::string_view rest = text;
  const auto number = Decimal::take(rest);
  if (!number) return not_a(text, "a size", "900MB, 1.5GB or 64KiB");
  if (rest.empty()) return no_unit(text, std::string(text) + "MB or " + std::string(text) + "B");
  const Unit* unit = find_unit(kSizes, rest);
  if (unit == nullptr) {
    return quoted(text) + " has an unknown unit '" + std::string(rest.substr(0, 20)) +
           "'; known are " + names_of(kSizes);
  }
  const auto bytes = number->times(unit->factor);
  if (!bytes || *bytes > std::numeric_limits<std::int64_t>::max()) {
    return quoted(text) + " is too large, or no whole number of bytes";
  }
  return static_cast<std::int64_t>(*bytes);
}

namespace {

/// "1.5s" from 1500 thousandths: `value` in units, of which `factor` make one of `name`.
std::string with_fraction(std::int64_t value, std::int64_t factor, std::string_view name) {
  std::string text = std::to_string(value / factor);
  std::int64_t rest = value % factor;
  if (rest != 0) text += ".";
  for (std::int64_t scale = factor / 10; rest != 0; scale /= 10) {
    text += static_cast<char>('0' + rest / scale);
    rest %= scale;
  }
  return text.append(name);
}

}  // namespace

std::string format_duration(Duration d) {
  if (d.count() == 0) return "0s";
  if (d.count() < 0) {
    // The most negative duration has no positive counterpart.
    const auto magnitude = d == Duration::min() ? Duration::max() : -d;
    return "-" + format_duration(magnitude);
  }
  std::string text;
  std::int64_t rest = d.count();
  for (const auto& unit : std::span(kTimes).first(3)) {
    if (rest < unit.factor) continue;
    text += std::to_string(rest / unit.factor).append(unit.name);
    rest %= unit.factor;
  }
  for (const auto& unit : std::span(kTimes).subspan(3)) {
    if (rest < unit.factor) continue;
    return text + with_fraction(rest, unit.factor, unit.name);
  }
  return text;
}

}  // namespace spillway::document
