// What a Lambda handler is given and gives back, in every host: the Runtime API loop of the
// deployed binary, and the emulator that calls the handler in process.
#pragma once

#include <boost/system/result.hpp>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

#include "runtime/task.hpp"
#include "runtime/time.hpp"

namespace spillway {

struct Invocation {
  std::string request_id;
  std::string function_arn;
  std::string trace_id;
  TimePoint deadline;   ///< on the Runtime's own time line
  std::string payload;  ///< the event's bytes
};

/// What a handler raised; becomes {"errorMessage", "errorType", "stackTrace"}.
struct FunctionError {
  FunctionError() = default;
  // A constructor, since C++20 would build an aggregate from a lone string, and an InvocationResult
  // could then not tell an answer from an error.
  FunctionError(std::string its_type, std::string its_message)
      : type(std::move(its_type)), message(std::move(its_message)) {}

  std::string type;  ///< "Function.BadEvent", "KeyError", ...
  std::string message;
};

[[noreturn]] inline void throw_exception_from_error(const FunctionError& error,
                                                    const boost::source_location&) {
  throw std::runtime_error(error.type + ": " + error.message);
}

/// The answer's bytes, or an error.
using InvocationResult = boost::system::result<std::string, FunctionError>;
/// The host keeps the invocation until the task has ended or is destroyed.
using InvocationHandler = std::function<Task<InvocationResult>(const Invocation&)>;

/// An exception that left a handler, as the runtime's loop reports it; the environment lives on.
FunctionError unhandled_exception(const std::exception_ptr& error);

/// The error body that Lambda passes on to the caller as it is (aws-facts B2).
std::string error_body(const FunctionError& error);

}  // namespace spillway
