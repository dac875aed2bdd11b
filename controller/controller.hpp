// Controller: the shell around a strategy. It reads the event, does what the strategy wants, tells
// it the outcome, and answers; it is the only part that waits.
//
// Owned by a ControllerProgram, or by a test with ports of its own; the runtime and the ports
// outlive it, and it outlives its tasks. Used from the Runtime's thread.
#pragma once

#include "controller/config.hpp"
#include "controller/ports.hpp"
#include "controller/strategy.hpp"
#include "runtime/invocation.hpp"

namespace spillway::controller {

class Controller {
 public:
  Controller(Runtime& runtime, Ecs& ecs, Elb& elb, Config config);

  /// {"action": "to_ecs"|"to_lambda"|"nothing", "reason": ..., "tasks": [ARNs found running]}.
  /// Errors: "Function.BadEvent"; "Function.ApiCallFailed", which names the action and AWS's code,
  /// so that Lambda's retry of asynchronous invocations acts (aws-facts B5).
  Task<InvocationResult> handle(const Invocation& invocation);

 private:
  Task<Input> perform(SetDesiredCount action);
  Task<Input> perform(ListTasks action);
  Task<Input> perform(DescribeTasks action);
  Task<Input> perform(SetWeights action);
  Task<Input> perform(Wait action);

  Runtime& runtime_;
  Ecs& ecs_;
  Elb& elb_;
  Config config_;
};

}  // namespace spillway::controller
