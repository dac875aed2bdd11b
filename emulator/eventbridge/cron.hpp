// Cron: a cron expression of EventBridge, all six fields of it, in UTC.
//
// Immutable, any thread. Modelled: , - * / ? L W # and the names of months and days; a range may
// wrap around ("20-2", "FRI-MON"). Not modelled: LW and L-3, which the user guide does not know.
// Source: EventBridge user guide, "Cron expressions".
#pragma once

#include <bitset>
#include <chrono>
#include <optional>
#include <string_view>

#include "runtime/time.hpp"

namespace spillway::eventbridge {

class Cron {
 public:
  /// What stands between the brackets of "cron(...)". Nothing: it is not valid.
  static std::optional<Cron> parse(std::string_view fields);

  /// The first minute after `after` that it names; nothing: there is none up to 2199.
  std::optional<WallTime> next(WallTime after) const;

 private:
  using Day = std::chrono::year_month_day;
  static constexpr int kFirstYear = 1970;
  static constexpr int kLastYear = 2199;

  bool parse_day_of_month(std::string_view field);
  bool parse_day_of_week(std::string_view field);
  bool names(const Day& day) const;
  std::optional<WallTime> next_on(const Day& day, int minute_of_day) const;

  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<13> months_;                         // 1 to 12
  std::bitset<kLastYear - kFirstYear + 1> years_;  // from kFirstYear
  std::bitset<32> days_;                           // of the month, 1 to 31
  std::bitset<8> weekdays_;                        // 1 (SUN) to 7
  bool by_weekday_ = false;                        // else by the day of the month
  bool last_day_ = false;                          // L of the month
  int nearest_weekday_to_ = 0;                     // 15W; 0: none
  int which_weekday_ = 0;                          // 3#2: the 2nd; -1: the last, 6L; 0: every
};

}  // namespace spillway::eventbridge
