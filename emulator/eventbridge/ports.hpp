// What EventBridge needs of its neighbours, besides core::MessageQueues; the world connects it to
// Lambda's asynchronous queue.
#pragma once

#include <string>

#include "runtime/unique_function.hpp"

namespace spillway::eventbridge {

/// How a target took an event (aws-facts D9: what is retried and what is not).
enum class HandOver {
  accepted,        ///< Lambda: 202, the event stands in its queue
  no_permissions,  ///< the function's policy does not let this rule in; not retried
  no_resource,     ///< there is no such function; not retried
  no_role,         ///< the target's role cannot be assumed; not retried
  invalid_json,    ///< the input transformer made none; not retried
  throttled,       ///< the API itself was throttled; retried
  timed_out,       ///< the API did not answer in time; retried
  failed,          ///< any other failure of the service; retried
};

using HandOverDone = UniqueFunction<void(HandOver)>;

class TargetInvoker {
 public:
  virtual ~TargetInvoker() = default;
  /// An asynchronous invocation (Event). `rule_arn` is the SourceArn that the function's policy is
  /// checked against, with principal events.amazonaws.com; not so if there is a `role_arn`, whose
  /// policies EventBridge has asked already. `done` is called at once or later.
  virtual void invoke_lambda(const std::string& function_arn, const std::string& rule_arn,
                             const std::string& role_arn, std::string payload,
                             HandOverDone done) = 0;
};

}  // namespace spillway::eventbridge
