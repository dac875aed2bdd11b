// The loop of a Lambda custom runtime: take an invocation, run the handler, report, again. Both
// mains call it when AWS_LAMBDA_RUNTIME_API is set.
//
// Runs on the Runtime's thread. That thread blocks while there is no invocation, and what else the
// Runtime has to do waits meanwhile: just so does Lambda freeze an idle environment.
#pragma once

#include "runtime/environment.hpp"
#include "runtime/invocation.hpp"
#include "runtime/live_runtime.hpp"
#include "runtime/runtime_api.hpp"

namespace spillway {

/// Returns the exit status: 1 when the Runtime API is gone or refuses to go on (said on stderr), 0
/// when somebody stopped the Runtime. An exception that leaves the handler becomes the error
/// Function.UnhandledException.
int run_lambda_runtime(LiveRuntime& runtime, const Environment& environment,
                       const InvocationHandler& handler);
/// The same, with another address or patience.
int run_lambda_runtime(LiveRuntime& runtime, RuntimeApiOptions options,
                       const InvocationHandler& handler);

/// Tells Lambda that the function could not start; the process should exit then. False if nobody
/// took the message.
bool report_init_error(const Environment& environment, const FunctionError& error);
bool report_init_error(RuntimeApiOptions options, const FunctionError& error);

}  // namespace spillway
