// A whole run of the failover with faults, and what it told. For tests of faults.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tools/harness/run.hpp"
#include "tools/harness/scenario_loader.hpp"

namespace spillway::testing {

inline constexpr const char* kShort = "4m, rate: 20/s, paths: {/sleep: 1}";
inline constexpr const char* kLong = "7m, rate: 20/s, paths: {/bang: 9, /sleep: 1}";

/// `faults` are items of the list, each on lines of its own that begin with two blanks.
inline harness::RunRecord run_with(const std::string& faults, const std::string& load = kShort,
                                   const std::string& parameters = "") {
  const std::string text =
      "name: faulty\ntemplate: failover.template.yaml\n"
      "code: {AppFunction: app, AppTask: app, ControllerFunction: controller}\n"
      "parameters: {ControllerStrategy: poll" +
      parameters +
      "}\n"
      "aws: {cloudwatch: {evaluation_phase: 5s}}\n"
      "load:\n  - {name: burst, for: " +
      load + "}\nfaults:\n" + faults;
  const auto scenario = harness::parse_scenario(text, SPILLWAY_SOURCE_DIR "/scenarios/faulty.yaml");
  if (!scenario) FAIL(scenario.error().front().to_string());
  auto record = harness::run(*scenario, {});
  if (!record.errors.empty()) FAIL(record.errors.front().to_string());
  return record;
}

/// The events of that name whose data has these members.
inline std::vector<core::Event> events_of(const harness::RunRecord& record, const std::string& name,
                                          const Json& where = Json::object()) {
  std::vector<core::Event> found;
  for (const core::Event& event : record.events) {
    bool fits = event.name == name;
    for (const auto& [member, value] : where.items()) {
      fits = fits && event.data.value(member, Json()) == value;
    }
    if (fits) found.push_back(event);
  }
  return found;
}

inline std::size_t count(const harness::RunRecord& record, const std::string& name,
                         const Json& where = Json::object()) {
  return events_of(record, name, where).size();
}

/// The first one; there must be one.
inline core::Event first(const harness::RunRecord& record, const std::string& name,
                         const Json& where = Json::object()) {
  const auto found = events_of(record, name, where);
  if (found.empty()) FAIL("no " + name + " " + where.dump());
  return found.front();
}

inline double at(const core::Event& event) { return to_seconds(event.t.time_since_epoch()); }

/// Does the chain of causes lead from the event back to that one?
inline bool follows_from(const harness::RunRecord& record, const core::Event& event,
                         const core::Event& cause) {
  EventSeq seq = event.cause;
  while (seq != 0 && seq != cause.seq) {
    const auto it = std::find_if(record.events.begin(), record.events.end(),
                                 [&](const core::Event& e) { return e.seq == seq; });
    if (it == record.events.end()) return false;
    seq = it->cause;
  }
  return seq == cause.seq;
}

}  // namespace spillway::testing
