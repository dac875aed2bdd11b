#include "emulator/eventbridge/cron.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

namespace spillway::eventbridge {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

using Names = std::array<std::string_view, 12>;
constexpr Names kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                           "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr Names kWeekdays = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

struct Field {
  int low;
  int high;
  const Names* names = nullptr;  ///< of `low` and what follows it
  bool wraps = true;             ///< a range may end before it begins
};
constexpr Field kMinute = {0, 59};
constexpr Field kHour = {0, 23};
constexpr Field kDayOfMonth = {1, 31};
constexpr Field kMonth = {1, 12, &kMonths};
constexpr Field kDayOfWeek = {1, 7, &kWeekdays};
constexpr Field kYear = {1970, 2199, nullptr, false};

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::optional<int> value_of(const Field& field, std::string_view text) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && stop == end) {
    if (value < field.low || value > field.high) return std::nullopt;
    return value;
  }
  if (field.names == nullptr || text.size() != 3) return std::nullopt;
  for (std::size_t i = 0; i < field.names->size(); ++i) {
    const std::string_view name = (*field.names)[i];
    if (std::equal(name.begin(), name.end(), text.begin(), text.end(),
                   [](char a, char b) { return a == upper(b); })) {
      return field.low + static_cast<int>(i);
    }
  }
  return std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found = split(text, ' ');
  std::erase(found, std::string_view());
  return found;
}

struct Range {
  int first;
  int last;  ///< less than `first`: it wraps around
  int step = 1;
};

// "*", "5", "5-9", "*/2", "5/2", "5-9/2".
std::optional<Range> range_of(const Field& field, std::string_view item) {
  const auto parts = split(item, '/');
  if (parts.size() > 2) return std::nullopt;
  Range range{field.low, field.high};
  if (parts[0] != "*") {
    const auto ends = split(parts[0], '-');
    const auto first = value_of(field, ends[0]);
    const auto last = ends.size() == 2 ? value_of(field, ends[1]) : first;
    if (ends.size() > 2 || !first || !last) return std::nullopt;
    if (*last < *first && !field.wraps) return std::nullopt;
    range = {*first, parts.size() == 2 && ends.size() == 1 ? field.high : *last};
  }
  if (parts.size() == 1) return range;
  const char* end = parts[1].data() + parts[1].size();
  const auto [stop, error] = std::from_chars(parts[1].data(), end, range.step);
  if (error != std::errc() || stop != end || range.step < 1) return std::nullopt;
  return range;
}

/// A list of ranges, as the set of their values less `base`.
template <std::size_t kSize>
bool parse_set(const Field& field, std::string_view text, int base, std::bitset<kSize>& set) {
  const int count = field.high - field.low + 1;
  for (const std::string_view item : split(text, ',')) {
    const auto range = range_of(field, item);
    if (!range) return false;
    const int length = (range->last - range->first + count) % count;
    for (int i = 0; i <= length; i += std::min(range->step, count)) {
      const int value = field.low + (range->first - field.low + i) % count;
      set.set(static_cast<std::size_t>(value - base));
    }
  }
  return true;
}

unsigned last_day_of(const std::chrono::year_month_day& day) {
  return unsigned(
      std::chrono::year_month_day_last(day.year() / day.month() / std::chrono::last).day());
}

// 1 is SUN.
int weekday_of(const std::chrono::year_month_day& day) {
  return static_cast<int>(std::chrono::weekday(sys_days(day)).c_encoding()) + 1;
}

// The weekday closest to the given day, in the same month.
unsigned nearest_weekday(const std::chrono::year_month_day& month, unsigned wanted) {
  const unsigned last = last_day_of(month);
  const unsigned day = std::min(wanted, last);
  const int weekday = weekday_of(month.year() / month.month() / std::chrono::day(day));
  if (weekday == 7) return day > 1 ? day - 1 : day + 2;
  if (weekday == 1) return day < last ? day + 1 : day - 2;
  return day;
}

}  // namespace

std::optional<Cron> Cron::parse(std::string_view fields) {
  const auto parts = words(fields);
  if (parts.size() != 6) return std::nullopt;
  Cron cron;
  if (!parse_set(kMinute, parts[0], 0, cron.minutes_) ||
      !parse_set(kHour, parts[1], 0, cron.hours_) ||
      !parse_set(kMonth, parts[3], 0, cron.months_) ||
      !parse_set(kYear, parts[5], kFirstYear, cron.years_)) {
    return std::nullopt;
  }
  // A value or a * in one of the two, and a ? in the other.
  if ((parts[2] == "?") == (parts[4] == "?")) return std::nullopt;
  cron.by_weekday_ = parts[2] == "?";
  const bool good =
      cron.by_weekday_ ? cron.parse_day_of_week(parts[4]) : cron.parse_day_of_month(parts[2]);
  return good ? std::optional(cron) : std::nullopt;
}

bool Cron::parse_day_of_month(std::string_view field) {
  if (upper(field.back()) == 'L' && field.size() == 1) {
    last_day_ = true;
    return true;
  }
  if (upper(field.back()) == 'W') {
    nearest_weekday_to_ = value_of(kDayOfMonth, field.substr(0, field.size() - 1)).value_or(0);
    return nearest_weekday_to_ != 0;
  }
  return parse_set(kDayOfMonth, field, 0, days_);
}

bool Cron::parse_day_of_week(std::string_view field) {
  if (upper(field.back()) == 'L' && field.size() == 1) {
    weekdays_.set(7);  // the last day of the week
    return true;
  }
  std::optional<int> weekday;
  if (upper(field.back()) == 'L') {
    weekday = value_of(kDayOfWeek, field.substr(0, field.size() - 1));
    which_weekday_ = -1;
  } else if (const auto hash = field.find('#'); hash != std::string_view::npos) {
    weekday = value_of(kDayOfWeek, field.substr(0, hash));
    const auto which = value_of({1, 5}, field.substr(hash + 1));
    if (!which) return false;
    which_weekday_ = *which;
  } else {
    return parse_set(kDayOfWeek, field, 0, weekdays_);
  }
  if (weekday) weekdays_.set(static_cast<std::size_t>(*weekday));
  return weekday.has_value();
}

bool Cron::names(const Day& day) const {
  const unsigned number = unsigned(day.day());
  if (by_weekday_) {
    if (!weekdays_.test(static_cast<std::size_t>(weekday_of(day)))) return false;
    if (which_weekday_ == -1) return number + 7 > last_day_of(day);
    return which_weekday_ == 0 || (number - 1) / 7 + 1 == static_cast<unsigned>(which_weekday_);
  }
  if (last_day_) return number == last_day_of(day);
  if (nearest_weekday_to_ != 0) {
    return number == nearest_weekday(day, static_cast<unsigned>(nearest_weekday_to_));
  }
  return days_.test(number);
}

std::optional<WallTime> Cron::next_on(const Day& day, int minute_of_day) const {
  for (int at = minute_of_day; at < 24 * 60; ++at) {
    const int hour = at / 60;
    if (!hours_.test(static_cast<std::size_t>(hour))) {
      at = hour * 60 + 59;
    } else if (minutes_.test(static_cast<std::size_t>(at % 60))) {
      return WallTime(sys_days(day)) + std::chrono::minutes(at);
    }
  }
  return std::nullopt;
}

std::optional<WallTime> Cron::next(WallTime after) const {
  const auto minute = std::chrono::floor<std::chrono::minutes>(after) + std::chrono::minutes(1);
  sys_days date =
      std::max(std::chrono::floor<days>(minute), sys_days(std::chrono::year(kFirstYear) / 1 / 1));
  auto minute_of_day = static_cast<int>((minute - date) / std::chrono::minutes(1));
  minute_of_day = std::max(minute_of_day, 0);
  for (Day day(date); int(day.year()) <= kLastYear; day = Day(date)) {
    if (!years_.test(static_cast<std::size_t>(int(day.year()) - kFirstYear))) {
      date = sys_days((day.year() + std::chrono::years(1)) / 1 / 1);
    } else if (!months_.test(unsigned(day.month()))) {
      date = sys_days(day.year() / day.month() / 1 + std::chrono::months(1));
    } else {
      if (names(day)) {
        if (const auto found = next_on(day, minute_of_day)) return found;
      }
      date += days(1);
    }
    minute_of_day = 0;
  }
  return std::nullopt;
}

}  // namespace spillway::eventbridge
