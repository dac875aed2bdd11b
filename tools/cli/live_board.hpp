// LiveBoard: how a live run stands at this moment, in a few lines: weights, alarms, functions,
// tasks, requests. Fed with the timeline and with counts; knows no terminal.
//
// Owned by the LiveView. Not thread-safe.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "tools/harness/live_run.hpp"
#include "tools/report/style.hpp"

namespace spillway::cli {

class LiveBoard {
 public:
  /// A world begins: what there is in it, and no more. `services`: see world::state_of.
  void begin(const Json& services);
  void note(const core::Event& event);
  void note(const harness::LiveStatus& status);

  /// One line each, without colours unless the style has them.
  std::vector<std::string> lines(const report::Style& style) const;
  /// Requests a second by target, of the last seconds; empty if there were none.
  std::string traffic_line() const;

 private:
  struct Weights {
    std::string lambda;
    std::string ecs;
  };
  struct Service {
    std::string desired;
    std::map<std::string, std::string> tasks;  // by id: the last status, of those not stopped
  };

  std::string weights_line(const report::Style& style) const;
  std::string alarms_line(const report::Style& style) const;
  std::string functions_line(const report::Style& style) const;
  std::string tasks_line(const report::Style& style) const;
  std::string requests_line(const report::Style& style) const;
  double rate_of(std::uint64_t now, std::uint64_t before) const;

  std::map<std::string, Weights> weights_;      // by listener
  std::map<std::string, std::string> alarms_;   // by name: the state
  std::map<std::string, Service> services_;     // by name
  std::map<std::string, std::string> targets_;  // by id: the health, of those registered
  std::deque<harness::LiveStatus> statuses_;    // of the last seconds, the newest last
};

}  // namespace spillway::cli
