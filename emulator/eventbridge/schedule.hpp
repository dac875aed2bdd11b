// Schedule: when a rule runs by itself: "rate(5 minutes)" or "cron(0/5 8-17 ? * MON-FRI *)".
//
// Immutable, any thread. Source: EventBridge user guide, "Creating a rule that runs on a schedule".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "emulator/eventbridge/cron.hpp"
#include "runtime/time.hpp"

namespace spillway::eventbridge {

class Schedule {
 public:
  static constexpr std::size_t kMaximumBytes = 256;

  /// Nothing: AWS calls it not valid.
  static std::optional<Schedule> parse(std::string_view text);

  /// The next time after `last`, which was a time of the schedule, or its beginning.
  std::optional<WallTime> next(WallTime last) const;

 private:
  explicit Schedule(std::variant<Duration, Cron> when) : when_(std::move(when)) {}

  std::variant<Duration, Cron> when_;
};

}  // namespace spillway::eventbridge
