// The catalogue of timeline events: every name that may be recorded or expected, with its members.
//
// A scenario's expectations are checked against it before anything runs; Timeline::record asserts
// it. Immutable; any thread.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace spillway::core {

struct EventKind {
  std::string_view name;
  std::string_view about;
  std::vector<std::string_view> members;  ///< of its data, in the order in which they are written

  bool has_member(std::string_view member) const;
};

std::span<const EventKind> event_catalogue();
const EventKind* find_event_kind(std::string_view name);

}  // namespace spillway::core
