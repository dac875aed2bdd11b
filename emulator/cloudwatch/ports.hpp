// What CloudWatch needs of its neighbours; the world connects it to Lambda's asynchronous queue and
// to Application Auto Scaling.
//
// Single-threaded.
#pragma once

#include <optional>
#include <string>

#include "runtime/unique_function.hpp"

namespace spillway::cloudwatch {

/// How an action's service took it.
enum class ActionOutcome {
  accepted,        ///< Lambda: 202, the event stands in its queue
  no_permissions,  ///< the function's policy does not let the alarm in
  no_resource,     ///< there is no such function or policy
  throttled,       ///< the service refused one call more
  failed,          ///< any other failure of the service
};

/// What an alarm's action is told.
struct AlarmNotice {
  std::string alarm_name;
  /// The SourceArn that a function's policy is checked against, with principal
  /// lambda.alarms.cloudwatch.amazonaws.com.
  std::string alarm_arn;
  std::string state;    ///< the one that the alarm went into: "ALARM"
  std::string payload;  ///< the event of a function
  /// The newest data point of what the alarm watches; nothing: there is none, or it is composite.
  std::optional<double> value;
};

using ActionDone = UniqueFunction<void(ActionOutcome)>;

class AlarmActions {
 public:
  virtual ~AlarmActions() = default;
  /// Performs an alarm's action: a function's or a scaling policy's ARN. `done` is called at once
  /// or later.
  virtual void perform(const std::string& action_arn, const AlarmNotice& notice,
                       ActionDone done) = 0;
  /// The alarm is still in the state that made it perform that action; a function is not told.
  virtual void repeat(const std::string& action_arn, const AlarmNotice& notice) = 0;
};

}  // namespace spillway::cloudwatch
