// What the controller gets back from AWS: values of the ports, and why there are none.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace spillway::controller {

/// A call that failed for good, after the client's retries.
struct CallError {
  CallError() = default;
  // Without it a lone string would make one, and a CallResult could not tell it from a value.
  CallError(std::string the_action, std::string the_code, std::string the_message)
      : action(std::move(the_action)), code(std::move(the_code)), message(std::move(the_message)) {}

  std::string action;  ///< "ecs:UpdateService", "elbv2:ModifyListener"
  std::string code;    ///< AWS's: "ServiceNotFoundException"; empty if no answer came
  std::string message;
};

[[noreturn]] inline void throw_exception_from_error(const CallError& error,
                                                    const boost::source_location&) {
  throw std::runtime_error(error.action + ": " + error.code + ": " + error.message);
}

template <class T>
using CallResult = boost::system::result<T, CallError>;

/// A task as far as the strategies look at it.
struct TaskSeen {
  std::string arn;
  std::string last_status;                    ///< of the task: "PROVISIONING", ... (aws-facts E1)
  std::vector<std::string> container_states;  ///< each container's own lastStatus
};

}  // namespace spillway::controller
