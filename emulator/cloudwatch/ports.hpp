// What CloudWatch needs of its neighbours; the world connects it to Lambda's asynchronous queue and
// to Application Auto Scaling.
//
// Single-threaded.
#pragma once

#include <string>

namespace spillway::cloudwatch {

/// How an action's service took it.
enum class ActionOutcome {
  accepted,        ///< Lambda: 202, the event stands in its queue
  no_permissions,  ///< the function's policy does not let the alarm in
  no_resource,     ///< there is no such function or policy
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
};

class AlarmActions {
 public:
  virtual ~AlarmActions() = default;
  /// Performs an alarm's action: a function's or a scaling policy's ARN.
  virtual ActionOutcome perform(const std::string& action_arn, const AlarmNotice& notice) = 0;
};

}  // namespace spillway::cloudwatch
