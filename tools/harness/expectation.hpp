// Expectations: what a scenario says must or must not happen, judged on the record of the run.
//
// Metric expectations need their slice of the requests registered before the run (plan());
// everything else is judged on the events afterwards (judge()). Owned by the run.
#pragma once

#include <string>
#include <vector>

#include "emulator/core/timeline.hpp"
#include "tools/harness/request_stats.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

struct Verdict {
  std::string text;  ///< the expectation
  int line = 0;
  bool met = false;
  std::string seen;    ///< what was seen, or what was seen instead
  EventSeq event = 0;  ///< the event that decided it; its chain of causes is worth showing; 0: none
};

class ExpectationJudge {
 public:
  /// Registers the slices of metric expectations with `stats`.
  ExpectationJudge(const Scenario& scenario, RequestStats& stats);

  /// One verdict for each expectation, in the scenario's order.
  std::vector<Verdict> judge(const std::vector<core::Event>& events) const;

 private:
  Verdict judge_metric(const Expectation& expectation, std::size_t slice) const;
  void plan(const Expectation& expectation);

  const Scenario& scenario_;
  RequestStats& stats_;
  std::vector<std::size_t> slices_;  // by expectation; unused for other kinds
  std::vector<double> window_s_;
};

bool matches(const EventPattern& pattern, const core::Event& event);

/// "elbv2.weights_changed {ecs: 1}"
std::string to_string(const EventPattern& pattern);
/// "4:02.119": minutes and seconds since the start.
std::string format_time(TimePoint t);
/// "1m27.647s", "4ms": a span as people read it. Whole milliseconds.
std::string format_span(Duration d);

}  // namespace spillway::harness
