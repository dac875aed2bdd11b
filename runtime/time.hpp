// Time as the whole project counts it: int64 nanoseconds.
//
// TimePoint is monotonic and counts from the start of the run; WallTime is what people and AWS
// read. Neither type has a now(): only a Runtime tells the time.
#pragma once

#include <chrono>
#include <cstdint>

namespace spillway {

using Duration = std::chrono::nanoseconds;

/// Tag of the run's own time line. It deliberately cannot be read.
struct RunClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<RunClock, Duration>;
  static constexpr bool is_steady = true;
};

using TimePoint = RunClock::time_point;
using WallTime = std::chrono::sys_time<Duration>;

/// Seconds as a double, for figures that people read; never for arithmetic on time.
inline double to_seconds(Duration d) { return std::chrono::duration<double>(d).count(); }

}  // namespace spillway
