#include "runtime/lambda_runtime.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace spillway {
namespace {

constexpr int kAccepted = 202;

void complain(const std::string& message) {
  std::fprintf(stderr, "spillway: %s\n", message.c_str());
}

// The only place that writes to the process's environment. Its readers are tracing libraries; ours
// never read it. Between invocations no request is under way, so no other thread reads it either.
void publish_trace_id(const std::string& trace_id) {
  static constexpr std::string_view kName = "_X_AMZN_TRACE_ID";
  // The environment points into it: setenv() would keep every value for ever. It is never
  // destroyed, because the environment is read until the process ends.
  static std::string& variable = *new std::string;
  static bool published = true;  // perhaps by whoever has started this process
  const std::size_t size = kName.size() + 1 + trace_id.size();
  if (published && (trace_id.empty() || size > variable.capacity())) {
    unsetenv(kName.data());
    published = false;
  }
  if (trace_id.empty()) return;
  variable.reserve(size);
  variable.assign(kName).append("=").append(trace_id);
  if (!std::exchange(published, true)) putenv(variable.data());
}

// Empty if the Runtime was stopped before the handler was done.
std::optional<InvocationResult> run_handler(LiveRuntime& runtime, const InvocationHandler& handler,
                                            const Invocation& invocation) {
  std::optional<InvocationResult> result;
  bool waiting = false;
  const Spawned job = spawn(handler(invocation), [&](TaskResult<InvocationResult> end) {
    if (end.error) {
      result.emplace(unhandled_exception(end.error));
    } else {
      result.emplace(std::move(*end.value));
    }
    if (waiting) runtime.stop();
  });
  waiting = true;
  if (!result) runtime.run();
  return result;
}

// What the caller is told when Lambda does not take the handler's answer (aws-facts B2).
FunctionError refused_response(const HttpResponse& refusal) {
  if (refusal.status == 413) {
    return {"Function.ResponseSizeTooLarge",
            "Response payload size exceeded maximum allowed payload size (6291556 bytes)."};
  }
  return {"Runtime.ResponseRefused", "The Runtime API answered " + std::to_string(refusal.status) +
                                         " to the response: " + refusal.body};
}

// Hands the result over. A refusal is no reason to stop: the next invocation may do better. Fails
// only when the API is gone.
RuntimeApi::Report hand_over(RuntimeApi& api, const std::string& request_id,
                             InvocationResult result) {
  if (result) {
    auto taken = api.respond(request_id, std::move(*result));
    if (!taken || taken->status == kAccepted) return taken;
    result = refused_response(*taken);
    complain("request " + request_id + ": " + result.error().message);
  }
  auto taken = api.fail(request_id, result.error());
  if (taken && taken->status != kAccepted) {
    complain("request " + request_id + ": the Runtime API answered " +
             std::to_string(taken->status) + " to the error: " + taken->body);
  }
  return taken;
}

std::optional<RuntimeApiOptions> options_from(const Environment& environment) {
  const auto address = environment.get_nonempty("AWS_LAMBDA_RUNTIME_API");
  if (!address) {
    complain("AWS_LAMBDA_RUNTIME_API is not set");
    return std::nullopt;
  }
  RuntimeApiOptions options;
  options.address = *address;
  return options;
}

}  // namespace

int run_lambda_runtime(LiveRuntime& runtime, RuntimeApiOptions options,
                       const InvocationHandler& handler) {
  RuntimeApi api(std::move(options));
  while (true) {
    auto next = api.next();
    if (!next) {
      complain(next.error().message);
      return EXIT_FAILURE;
    }
    Invocation invocation = std::move(next->invocation);
    invocation.deadline = runtime.now() + (next->deadline - runtime.wall_now());
    publish_trace_id(invocation.trace_id);
    auto result = run_handler(runtime, handler, invocation);
    if (!result) return EXIT_SUCCESS;
    const auto taken = hand_over(api, invocation.request_id, std::move(*result));
    if (!taken) {
      complain(taken.error().message);
      return EXIT_FAILURE;
    }
  }
}

int run_lambda_runtime(LiveRuntime& runtime, const Environment& environment,
                       const InvocationHandler& handler) {
  auto options = options_from(environment);
  if (!options) return EXIT_FAILURE;
  return run_lambda_runtime(runtime, std::move(*options), handler);
}

bool report_init_error(RuntimeApiOptions options, const FunctionError& error) {
  RuntimeApi api(std::move(options));
  const auto taken = api.fail_init(error);
  if (!taken) complain(taken.error().message);
  return taken && taken->status == kAccepted;
}

bool report_init_error(const Environment& environment, const FunctionError& error) {
  auto options = options_from(environment);
  return options && report_init_error(std::move(*options), error);
}

}  // namespace spillway
