// EventFaults: the faults that strike events on their way to a rule: lost, late, doubled, reordered
// (see core::Faults). Owned by Bus. Runtime's thread only.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/eventbridge/rule.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::eventbridge {

class EventFaults {
 public:
  /// Gives an event to the rule of that name, if there still is one.
  using Deliver = std::function<void(const std::string& rule, const Arrival& arrival)>;
  /// As Runtime::call_after, unless the bus is gone by then.
  using After = std::function<void(Duration delay, Callback work)>;

  EventFaults(core::Context& context, Deliver deliver, After after);

  /// An event that the rule matches: it is delivered now, later, twice or never. Precondition:
  /// the context has faults.
  void pass(const Rule& rule, const Arrival& arrival);

 private:
  void hold(const std::string& rule, const Arrival& arrival, const core::Strike& strike);
  void release(const std::string& rule);
  void later(const std::string& rule, const Arrival& arrival, const core::Strike& strike);

  core::Context& context_;
  Deliver deliver_;
  After after_;
  struct Held {
    Arrival arrival;
    EventSeq cause;
  };
  std::map<std::string, std::vector<Held>> held_;  // waiting to be overtaken, by rule
};

}  // namespace spillway::eventbridge
