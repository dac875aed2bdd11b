// The story of a run: the timeline events a reader wants to see, a line each.
#pragma once

#include <string>
#include <vector>

#include "emulator/core/timeline.hpp"
#include "tools/report/style.hpp"

namespace spillway::report {

struct StoryLine {
  TimePoint t;
  EventSeq seq = 0;
  std::string part;  ///< who: "alarm", "rule", "lambda", "api", "ecs", "alb", "load"
  std::string text;
  Colour colour = Colour::none;
  int repeated = 1;  ///< how many events of the same kind it stands for
  TimePoint until;   ///< of the last of them
};

/// Polling calls in a row become one line, as do the throttles of minute after minute; per-minute
/// counts and routine steps are left out.
std::vector<StoryLine> tell(const std::vector<core::Event>& events);

/// One event in words; empty text if the story leaves it out.
StoryLine describe(const core::Event& event);

/// What went wrong in a run by itself, whatever was expected: failed invocations and calls, dropped
/// events, unhealthy targets. The first of each text, at most `most`.
std::vector<core::Event> errors_of(const std::vector<core::Event>& events, std::size_t most = 8);

/// The events that led to `seq`, first cause first, itself last.
std::vector<core::Event> cause_chain(const std::vector<core::Event>& events, EventSeq seq);

}  // namespace spillway::report
