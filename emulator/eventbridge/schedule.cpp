#include "emulator/eventbridge/schedule.hpp"

#include <array>
#include <charconv>

namespace spillway::eventbridge {
namespace {

struct Unit {
  std::string_view name;
  std::chrono::minutes length;
};
constexpr std::array kUnits = {Unit{"minute", std::chrono::minutes(1)},
                               Unit{"hour", std::chrono::hours(1)},
                               Unit{"day", std::chrono::hours(24)}};
// UNSOURCED; far beyond any run, and within what a Duration can count.
constexpr std::int64_t kMostDays = 36'500;

// One unit has a singular name, several have a plural one.
std::optional<Duration> rate_of(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop == end || *stop != ' ' || value < 1) return std::nullopt;
  std::string_view unit = text.substr(static_cast<std::size_t>(stop - text.data()));
  unit.remove_prefix(unit.find_first_not_of(' ') == std::string_view::npos
                         ? unit.size()
                         : unit.find_first_not_of(' '));
  const bool plural = unit.ends_with('s');
  if (plural) unit.remove_suffix(1);
  if (plural != (value > 1)) return std::nullopt;
  for (const Unit& known : kUnits) {
    if (known.name != unit) continue;
    if (value > std::chrono::hours(24 * kMostDays) / known.length) return std::nullopt;
    return value * known.length;
  }
  return std::nullopt;
}

// What stands in the brackets after `name`.
std::optional<std::string_view> inside(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || !text.ends_with(')')) return std::nullopt;
  return text.substr(name.size(), text.size() - name.size() - 1);
}

}  // namespace

std::optional<Schedule> Schedule::parse(std::string_view text) {
  if (text.size() > kMaximumBytes) return std::nullopt;
  if (const auto rate = inside(text, "rate(")) {
    if (const auto length = rate_of(*rate)) return Schedule(*length);
  } else if (const auto fields = inside(text, "cron(")) {
    if (auto cron = Cron::parse(*fields)) return Schedule(*cron);
  }
  return std::nullopt;
}

std::optional<WallTime> Schedule::next(WallTime last) const {
  if (const auto* length = std::get_if<Duration>(&when_)) return last + *length;
  return std::get<Cron>(when_).next(last);
}

}  // namespace spillway::eventbridge
