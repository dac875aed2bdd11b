// Strategy: how the controller answers an alarm, as a state machine without I/O.
//
// It is told what happened and says what to do next; the shell (controller.hpp) does that and tells
// it the outcome, until it is Done or has Failed. It knows no clock, no network and no Runtime, so
// its tests are lines of step and expect. One for each invocation; used from one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/alarm_event.hpp"
#include "controller/api_call.hpp"
#include "runtime/time.hpp"

namespace spillway::controller {

struct Config;

// What a strategy is told.

/// An API call without a result to speak of has succeeded.
struct CallSucceeded {};
struct TasksListed {
  std::vector<std::string> tasks;  ///< their ARNs
};
struct TasksDescribed {
  std::vector<TaskSeen> tasks;  ///< without those that ECS could not find
};
/// An API call has failed for good: the client's retries are over.
struct CallFailed {
  CallError error;
};
struct Waited {};

using Input =
    std::variant<AlarmEvent, CallSucceeded, TasksListed, TasksDescribed, CallFailed, Waited>;

// What a strategy wants done.

struct SetDesiredCount {
  int count = 0;
};
/// All of the cluster's tasks.
struct ListTasks {};
struct DescribeTasks {
  std::vector<std::string> tasks;  ///< never empty
};
/// The weights of the two target groups.
struct SetWeights {
  int lambda = 0;
  int ecs = 0;
};
struct Wait {
  Duration duration{};
};
struct Done {
  std::string action;  ///< "to_ecs", "to_lambda" or "nothing"
  std::string reason;
  std::vector<std::string> tasks;  ///< those that were found running
};
struct Failed {
  CallError error;
};

using Action =
    std::variant<SetDesiredCount, ListTasks, DescribeTasks, SetWeights, Wait, Done, Failed>;

class Strategy {
 public:
  virtual ~Strategy() = default;
  /// The first input is the AlarmEvent, each further one the outcome of the last action. Not called
  /// after Done or Failed.
  virtual Action step(Input input) = 0;
};

/// Null if there is no strategy of that name. The config must outlive the strategy.
std::unique_ptr<Strategy> make_strategy(std::string_view name, const Config& config);

/// The names make_strategy() knows, as people list them: "poll".
std::string strategy_names();

}  // namespace spillway::controller
