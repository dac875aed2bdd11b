// The kinds of faults there are: their names, what they may be aimed at, their attributes. One
// table that the scenario's reader, its schema and `spillway explain faults` share. Immutable; any
// thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace spillway::core {

/// In the order of the table.
enum class FaultType : std::uint8_t {
  api_error,
  api_latency,
  api_throttle,
  image_pull_failure,
  capacity_unavailable,
  network_timeout,
  task_crash,
  health_check_slow,
  health_check_failing,
  function_crash,
  function_slow,
  event_lost,
  event_late,
  event_doubled,
  event_reordered,
  alarm_phase,
};

inline constexpr std::size_t kFaultTypes = 16;

struct FaultAttribute {
  enum class Kind {
    text,
    integer,   ///< from `least` to `most`
    rate,      ///< "5/s"
    delay,     ///< a duration or a distribution of them
    duration,  ///< shorter than `most` seconds
    choice,    ///< one of `choices`
    caller,    ///< the logical id of the function or service that calls
  };
  std::string_view name;
  Kind kind = Kind::text;
  std::string_view about;  ///< with the default, if it has one
  bool required = false;
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::vector<std::string_view> choices{};
};

struct FaultKind {
  FaultType type;
  std::string_view name;
  std::string_view about;
  std::string_view target;                     ///< what it is aimed at, in words
  std::vector<std::string_view> target_types;  ///< of the template; empty: an API call
  std::vector<FaultAttribute> attributes;
  /// It may strike many times a second: of each minute only the first strike is told.
  bool frequent = false;

  bool strikes_calls() const { return target_types.empty(); }
};

std::span<const FaultKind> fault_kinds();
const FaultKind& fault_kind(FaultType type);
/// Null if there is no such kind.
const FaultKind* find_fault_kind(std::string_view name);

}  // namespace spillway::core
