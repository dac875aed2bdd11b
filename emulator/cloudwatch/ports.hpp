// What CloudWatch needs of its neighbours; the world connects it to Lambda's asynchronous queue.
//
// Single-threaded.
#pragma once

#include <string>

namespace spillway::cloudwatch {

/// How an action's service took it.
enum class ActionOutcome {
  accepted,        ///< Lambda: 202, the event stands in its queue
  no_permissions,  ///< the function's policy does not let the alarm in
  no_resource,     ///< there is no such function
  failed,          ///< any other failure of the service
};

class AlarmActions {
 public:
  virtual ~AlarmActions() = default;
  /// Performs an alarm's action. `alarm_arn` is the SourceArn that the function's policy is checked
  /// against, with principal lambda.alarms.cloudwatch.amazonaws.com.
  virtual ActionOutcome perform(const std::string& action_arn, const std::string& alarm_arn,
                                std::string payload) = 0;
};

}  // namespace spillway::cloudwatch
