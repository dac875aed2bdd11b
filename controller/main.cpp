// The controller's binary: a Lambda custom runtime that answers alarm events.
#include <cstdio>

#include "controller/program.hpp"
#include "runtime/curl_transport.hpp"
#include "runtime/lambda_runtime.hpp"
#include "runtime/program_arguments.hpp"

namespace {

using namespace spillway;

constexpr const char* kHelp =
    R"(spillway-controller: moves traffic between Lambda and ECS when an alarm changes its state.

  spillway-controller [--help | --version]

It is a Lambda custom runtime: AWS_LAMBDA_RUNTIME_API has to be set, as Lambda and the Spillway
emulator do. Its event is EventBridge's "CloudWatch Alarm State Change".

  CLUSTER, SERVICE          the ECS service to start and stop
  LISTENER_ARN              the ALB's listener whose weights it sets
  LAMBDA_TARGET_GROUP_ARN   the target group of the function
  ECS_TARGET_GROUP_ARN      the target group of the service
  DESIRED_COUNT             how many tasks while ECS serves (default 1)
  STRATEGY                  poll (default): the reference system's algorithm
  POLL_INTERVAL             the pause between two looks at the tasks (default 0: none)

Exit codes: 1 the Runtime API is gone or the configuration is wrong, 2 bad usage.
)";

int serve(const Environment& environment) {
  LiveRuntime runtime;
  CurlTransport transport(runtime);
  const auto program = controller::make_controller(runtime, transport, environment);
  if (!program) {
    std::fprintf(stderr, "spillway-controller: the configuration is wrong:\n%s\n",
                 program.error().message.c_str());
    report_init_error(environment, program.error());
    return EXIT_FAILURE;
  }
  const auto handler = [&](const Invocation& invocation) { return (*program)->handle(invocation); };
  return run_lambda_runtime(runtime, environment, handler);
}

}  // namespace

int main(int argc, char** argv) {
  const auto code = answer_arguments("spillway-controller", SPILLWAY_VERSION, kHelp, argc, argv);
  if (code) return *code;
  const Environment environment = Environment::from_process();
  if (!environment.get_nonempty("AWS_LAMBDA_RUNTIME_API")) {
    std::fprintf(stderr,
                 "spillway-controller: AWS_LAMBDA_RUNTIME_API is not set: it runs only as a Lambda "
                 "function or in the Spillway emulator; see --help\n");
    return kBadUsage;
  }
  return serve(environment);
}
