// How a WallTime is written where AWS or people read it: always UTC, never with a locale or a
// clock. Pure functions, callable from any thread, and one small cache.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace spillway {

/// A wall time in the fields of the civil calendar, UTC. month and day count from 1.
struct CivilTime {
  int year;
  int month;
  int day;
  int hour;
  int minute;
  int second;
  int millis;
};

CivilTime civil(WallTime time);

/// "2026-01-05T12:00:00Z"; what is below a second is cut off.
std::string format_iso8601_seconds(WallTime time);
/// "2026-01-05T12:00:00.000Z"; what is below a millisecond is cut off.
std::string format_iso8601_millis(WallTime time);
/// "20260105T120000Z", as X-Amz-Date wants it.
std::string format_amz_date(WallTime time);
/// "Mon, 05 Jan 2026 12:00:00 GMT", as HTTP's Date wants it (RFC 9110 5.6.7); what is below a
/// second is cut off.
std::string format_http_date(WallTime time);
/// Seconds since 1970 with their fraction, to the microsecond, as the JSON protocols write them.
double epoch_seconds(WallTime time);

/// Reads what format_amz_date writes; nothing else.
std::optional<WallTime> parse_amz_date(std::string_view text);
/// Reads "2026-01-05T12:00:00Z" with any number of digits of a fraction; nothing else.
std::optional<WallTime> parse_iso8601(std::string_view text);
/// Reads what format_http_date writes, and a cookie's older "Mon, 05-Jan-2026 12:00:00 GMT". The
/// name of the day is not looked at.
std::optional<WallTime> parse_http_date(std::string_view text);

/// The Date of answer after answer, formatted once a second. Owned by a server; used by one thread.
class HttpDate {
 public:
  /// Valid until the next call.
  const std::string& at(WallTime now);

 private:
  std::chrono::sys_seconds second_;
  std::string text_;
};

}  // namespace spillway
