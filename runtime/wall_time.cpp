#include "runtime/wall_time.hpp"

#include <algorithm>
#include <array>

namespace spillway {
namespace {

// Appends `value` with at least `width` digits. Precondition: value >= 0.
void append_number(std::string& out, int value, int width) {
  std::array<char, 12> digits;
  int count = 0;
  for (; value > 0 || count < width; value /= 10) {
    digits[static_cast<std::size_t>(count++)] = static_cast<char>('0' + value % 10);
  }
  while (count > 0) out += digits[static_cast<std::size_t>(--count)];
}

void append_date(std::string& out, const CivilTime& time, std::string_view separator) {
  append_number(out, time.year, 4);
  out += separator;
  append_number(out, time.month, 2);
  out += separator;
  append_number(out, time.day, 2);
}

void append_time_of_day(std::string& out, const CivilTime& time, std::string_view separator) {
  append_number(out, time.hour, 2);
  out += separator;
  append_number(out, time.minute, 2);
  out += separator;
  append_number(out, time.second, 2);
}

// Takes `count` digits off the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

// Takes "YYYY?MM?DDThh:mm:ss" with the given separators off the front of `text`.
std::optional<WallTime> take_date_time(std::string_view& text, std::string_view date_separator,
                                       std::string_view time_separator) {
  const std::array<std::string_view, 6> before = {"",  date_separator, date_separator,
                                                  "T", time_separator, time_separator};
  std::array<int, 6> fields{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!take(text, before[i])) return std::nullopt;
    const auto value = take_digits(text, i == 0 ? 4 : 2);
    if (!value) return std::nullopt;
    fields[i] = *value;
  }
  const auto date = std::chrono::year(fields[0]) / fields[1] / fields[2];
  // Beyond these years int64 nanoseconds overflow.
  if (!date.ok() || fields[0] < 1678 || fields[0] > 2261) return std::nullopt;
  if (fields[3] > 23 || fields[4] > 59 || fields[5] > 59) return std::nullopt;
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(fields[3]) +
         std::chrono::minutes(fields[4]) + std::chrono::seconds(fields[5]);
}

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

CivilTime civil(WallTime time) {
  using std::chrono::floor;
  const auto days = floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(floor<std::chrono::milliseconds>(time - days));
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count())};
}

std::string format_iso8601_seconds(WallTime time) {
  const CivilTime fields = civil(time);
  std::string out;
  out.reserve(24);
  append_date(out, fields, "-");
  out += 'T';
  append_time_of_day(out, fields, ":");
  out += 'Z';
  return out;
}

std::string format_iso8601_millis(WallTime time) {
  std::string out = format_iso8601_seconds(time);
  out.back() = '.';
  append_number(out, civil(time).millis, 3);
  out += 'Z';
  return out;
}

std::string format_amz_date(WallTime time) {
  const CivilTime fields = civil(time);
  std::string out;
  out.reserve(16);
  append_date(out, fields, "");
  out += 'T';
  append_time_of_day(out, fields, "");
  out += 'Z';
  return out;
}

std::string format_http_date(WallTime time) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const CivilTime fields = civil(time);
  const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(time));
  std::string out = kDays[day.c_encoding()];
  out.reserve(32);
  out += ", ";
  append_number(out, fields.day, 2);
  out += ' ';
  out += kMonths[static_cast<std::size_t>(fields.month - 1)];
  out += ' ';
  append_number(out, fields.year, 4);
  out += ' ';
  append_time_of_day(out, fields, ":");
  out += " GMT";
  return out;
}

const std::string& HttpDate::at(WallTime now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (text_.empty() || second != second_) {
    second_ = second;
    text_ = format_http_date(now);
  }
  return text_;
}

double epoch_seconds(WallTime time) {
  // Nanoseconds since 1970 are more than a double can count; microseconds are not.
  const auto micros = std::chrono::floor<std::chrono::microseconds>(time.time_since_epoch());
  return static_cast<double>(micros.count()) / 1e6;
}

std::optional<WallTime> parse_amz_date(std::string_view text) {
  const auto time = take_date_time(text, "", "");
  return time && text == "Z" ? time : std::nullopt;
}

std::optional<WallTime> parse_iso8601(std::string_view text) {
  auto time = take_date_time(text, "-", ":");
  if (!time) return std::nullopt;
  if (take(text, ".")) {
    if (text.empty() || text.front() == 'Z') return std::nullopt;
    Duration unit = std::chrono::seconds(1);
    while (!text.empty() && text.front() != 'Z') {
      const auto digit = take_digits(text, 1);
      if (!digit) return std::nullopt;
      unit /= 10;
      *time += *digit * unit;
    }
  }
  return text == "Z" ? time : std::nullopt;
}

std::optional<WallTime> parse_http_date(std::string_view text) {
  const auto comma = text.find(", ");
  if (comma == std::string_view::npos) return std::nullopt;
  text.remove_prefix(comma + 2);
  const auto day = take_digits(text, 2);
  const std::string_view separator = text.substr(0, 1);
  if (!day || (separator != " " && separator != "-") || text.size() < 5) return std::nullopt;
  const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(1, 3));
  text.remove_prefix(4);
  if (month == kMonths.end() || !take(text, separator)) return std::nullopt;
  const std::string year(text.substr(0, 4));
  if (!take_digits(text, 4) || !take(text, " ")) return std::nullopt;
  // In the order that the other readers know.
  std::string ordered = year;
  append_number(ordered, static_cast<int>(month - kMonths.begin()) + 1, 2);
  append_number(ordered, *day, 2);
  ordered.append("T").append(text);
  std::string_view rest = ordered;
  const auto time = take_date_time(rest, "", ":");
  return time && rest == " GMT" ? time : std::nullopt;
}

}  // namespace spillway
