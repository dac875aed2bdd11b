// The parts of one simulated request, each by itself: the event heap, a coroutine, the ALB's event
// JSON into the app and its answer out. Whole runs are measured by run.sh.
#include <benchmark/benchmark.h>

#include <string>

#include "app/alb_front_door.hpp"
#include "emulator/sim/virtual_runtime.hpp"
#include "runtime/task.hpp"

namespace {

using namespace spillway;

constexpr const char* kEvent =
    R"({"requestContext":{"elb":{"targetGroupArn":"arn:aws:elasticloadbalancing:sa-east-1:123456789012:targetgroup/app/0123456789abcdef"}},)"
    R"("httpMethod":"GET","path":"/bang","queryStringParameters":{},"headers":{"host":"app-1.sa-east-1.elb.amazonaws.com",)"
    R"("user-agent":"spillway","accept":"*/*","x-amzn-trace-id":"Root=1-695bb740-0123456789abcdef01234567",)"
    R"("x-forwarded-for":"127.0.0.1","x-forwarded-port":"80","x-forwarded-proto":"http"},"body":"","isBase64Encoded":false})";

// One event scheduled and worked off while `range` others are pending.
void heap_event(benchmark::State& state) {
  sim::VirtualRuntime runtime;
  const std::int64_t pending = state.range(0);
  for (std::int64_t i = 0; i < pending; ++i)
    runtime.call_after(std::chrono::hours(1000 + i), [] {});
  std::uint64_t ran = 0;
  for (auto _ : state) {
    runtime.call_after(Duration(1), [&ran] { ++ran; });
    runtime.run_for(Duration(1));
  }
  benchmark::DoNotOptimize(ran);
}
BENCHMARK(heap_event)->Arg(0)->Arg(1000)->Arg(100000);

Task<int> inner(int value) { co_return value; }
Task<int> outer(int value) { co_return co_await inner(value); }

void task_of_two_frames(benchmark::State& state) {
  int sum = 0;
  for (auto _ : state) {
    Spawned job = spawn(outer(1), [&sum](TaskResult<int> result) { sum += *result.value; });
    benchmark::DoNotOptimize(job.running());
  }
  benchmark::DoNotOptimize(sum);
}
BENCHMARK(task_of_two_frames);

// The app's whole share of a request: event JSON in, handler, answer JSON out.
void app_invocation(benchmark::State& state) {
  sim::VirtualRuntime runtime;
  app::AlbFrontDoor door(runtime);
  std::size_t bytes = 0;
  for (auto _ : state) {
    Invocation invocation;
    invocation.payload.reserve(1024);
    invocation.payload = kEvent;
    Spawned job = spawn(door.handle(invocation), [&bytes](TaskResult<InvocationResult> result) {
      bytes += result.value->has_value() ? result.value->value().size() : 0;
    });
    benchmark::DoNotOptimize(job.running());
  }
  benchmark::DoNotOptimize(bytes);
}
BENCHMARK(app_invocation);

}  // namespace

BENCHMARK_MAIN();
