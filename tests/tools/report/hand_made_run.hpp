// A small run made by hand: the failover's good day in a dozen events, and its summary. What the
// reports show is the record, nothing else.
#pragma once

#include <string>

#include "tools/harness/run.hpp"

namespace spillway::testing {

/// Appends an event; its number is the next one.
inline EventSeq add_event(harness::RunRecord& record, Duration t, EventSeq cause, std::string name,
                          Json data = Json::object()) {
  core::Event event;
  event.t = TimePoint(t);
  event.seq = record.events.size() + 1;
  event.cause = cause;
  event.name = std::move(name);
  event.data = std::move(data);
  record.events.push_back(std::move(event));
  return record.events.back().seq;
}

inline Json api_call(const std::string& action, Json error = nullptr) {
  return {{"service", "ecs"}, {"action", action}, {"caller", "Controller"}, {"error", error}};
}

/// Alarm, rule, invocation, call, weights, each the cause of the next; between them three polls.
inline harness::RunRecord failover() {
  using namespace std::chrono_literals;
  harness::RunRecord record;
  const auto add = [&](Duration t, EventSeq cause, const char* name, Json data) {
    return add_event(record, t, cause, name, std::move(data));
  };
  add(0s, 0, "run.started", {{"scenario", "demo"}});
  add(0s, 0, "load.stage_started", {{"stage", "burst"}, {"rate", 20.0}, {"for_s", 90.0}});
  const EventSeq alarm = add(27'647'900us, 0, "cloudwatch.alarm_state_changed",
                             {{"alarm", "demo-Alarm-0123456789AB"},
                              {"from", "OK"},
                              {"to", "ALARM"},
                              {"reason", "Threshold Crossed"}});
  const EventSeq rule = add(28'094'100us, alarm, "events.rule_matched",
                            {{"rule", "arn:aws:events:x:1:rule/demo-Rule-0123456789AB"}});
  const EventSeq invoked = add(28'150ms, rule, "lambda.invocation_started",
                               {{"function", "demo-Controller-0123456789AB"}, {"attempt", 1}});
  for (const Duration t : {29s, 30s, 31s}) {
    add(t, invoked, "api.call", api_call("ListTasks"));
    add(t + 1ms, 0, "ecs.task_state_changed",
        {{"task", "a/0123456789abcdef0123456789abcdef"}, {"to", "PENDING"}});
  }
  const EventSeq call = add(32s, invoked, "api.call", api_call("ModifyListener"));
  add(33s, call, "elbv2.weights_changed", {{"lambda", 0}, {"ecs", 1}});
  add(60s, 0, "alb.minute", {{"requests", 12}});
  record.summary = {{"scenario", "demo"},
                    {"about", "made by hand"},
                    {"result", "passed"},
                    {"seed", 7},
                    {"duration_s", 90.0}};
  record.summary["expectations"] = Json::array();
  return record;
}

inline Json verdict(const std::string& expectation, bool met, const std::string& seen,
                    EventSeq event = 0) {
  return {{"expectation", expectation}, {"met", met}, {"seen", seen}, {"event", event}};
}

}  // namespace spillway::testing
