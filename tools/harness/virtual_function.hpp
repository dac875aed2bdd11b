// VirtualFunction: an execution environment whose handler is called in process.
//
// Owned by the lambda model. Destroying it destroys the invocation under way, frames and all.
#pragma once

#include <boost/system/result.hpp>

#include "emulator/lambda/host.hpp"
#include "runtime/http_transport.hpp"
#include "runtime/invocation.hpp"
#include "runtime/task.hpp"

namespace spillway::harness {

/// A handler with the program behind it, or why its init failed.
using FunctionProgram = boost::system::result<InvocationHandler, FunctionError>;

FunctionProgram make_app_function(Runtime& runtime);
FunctionProgram make_controller_function(Runtime& runtime, HttpTransport& transport,
                                         const lambda::FunctionSpec& spec);

class VirtualFunction final : public lambda::FunctionEnvironment {
 public:
  VirtualFunction(const lambda::FunctionSpec& spec, InvocationHandler handler)
      : handler_(std::move(handler)) {
    invocation_.function_arn = spec.function_arn;
  }

  void invoke(const lambda::InvocationInput& input, lambda::InvocationDone done) override;

 private:
  InvocationHandler handler_;  // outlives the task, as the invocation does
  Invocation invocation_;      // one at a time
  lambda::InvocationDone done_;
  Spawned running_;
};

}  // namespace spillway::harness
