#include "runtime/task.hpp"

#include <array>
#include <vector>

#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;

namespace {

Task<int> wait_and_give(Runtime& rt, Duration d, int value) {
  co_await sleep_for(rt, d);
  co_return value;
}

Task<int> sum(Runtime& rt) {
  const int a = co_await wait_and_give(rt, 5s, 7);
  const auto start = [&](UniqueFunction<void(int)> done) {
    rt.call_after(1s, [done = std::move(done)]() mutable { done(3); });
  };
  const int b = co_await await_callback<int>(start);
  co_return a + b;
}

Task<void> fail_after(Runtime& rt, Duration d) {
  co_await sleep_for(rt, d);
  throw std::runtime_error("no");
}

}  // namespace

TEST_CASE("a task waits in the runtime's time and gives its value") {
  sim::VirtualRuntime rt;
  int got = 0;
  Spawned job = spawn(sum(rt), [&](TaskResult<int> r) { got = *r.value; });
  CHECK(job.running());
  rt.run_for(5s);
  CHECK(got == 0);
  rt.run_for(1s);
  CHECK(got == 10);
  CHECK_FALSE(job.running());
}

TEST_CASE("an exception ends in the result") {
  sim::VirtualRuntime rt;
  bool failed = false;
  Spawned job = spawn(fail_after(rt, 1s), [&](TaskResult<void> r) { failed = r.error != nullptr; });
  rt.run_for(2s);
  CHECK(failed);
}

TEST_CASE("a killed task stops existing: no callback, no pending timer") {
  sim::VirtualRuntime rt;
  Spawned job = spawn(fail_after(rt, 1s), [&](TaskResult<void>) { FAIL("must not complete"); });
  CHECK(rt.pending() == 1);
  job.kill();
  CHECK(rt.pending() == 0);
  rt.run_for(2s);
}

TEST_CASE("a task's owner may go away in the completion, and may move meanwhile") {
  sim::VirtualRuntime rt;
  auto job = std::make_unique<Spawned>();
  *job = spawn(wait_and_give(rt, 1s, 1), [&](TaskResult<int>) { job.reset(); });
  rt.run_for(2s);
  CHECK(job == nullptr);
}

TEST_CASE("a callback that comes after the awaiting task was killed does nothing") {
  sim::VirtualRuntime rt;
  UniqueFunction<void(int)> late;
  const auto body = [&]() -> Task<void> {
    const auto start = [&](UniqueFunction<void(int)> done) { late = std::move(done); };
    co_await await_callback<int>(start);
    FAIL("must not resume");
  };
  Spawned job = spawn(body(), [](TaskResult<void>) {});
  job.kill();
  late(1);
}

TEST_CASE("a callback that is called at once does not suspend") {
  sim::VirtualRuntime rt;
  int got = 0;
  const auto body = [&]() -> Task<int> {
    const auto start = [](UniqueFunction<void(int)> done) { done(5); };
    co_return co_await await_callback<int>(start);
  };
  Spawned job = spawn(body(), [&](TaskResult<int> r) { got = *r.value; });
  CHECK(got == 5);
}

TEST_CASE("frames of all sizes come and go, and their memory serves again") {
  sim::VirtualRuntime runtime;
  const auto small = [](int value) -> Task<int> { co_return value; };
  const auto large = [](int value) -> Task<int> {
    std::array<int, 2000> many{};  // lives in the frame
    many.back() = value;
    co_await std::suspend_never{};
    co_return many.back();
  };
  for (int round = 0; round < 3; ++round) {
    std::vector<Task<int>> waiting;  // more than a pool keeps
    for (int i = 0; i < 600; ++i) waiting.push_back(i % 2 == 0 ? small(i) : large(i));
    int sum = 0;
    for (Task<int>& task : waiting) {
      const Spawned job =
          spawn(std::move(task), [&](TaskResult<int> result) { sum += *result.value; });
      REQUIRE_FALSE(job.running());
    }
    REQUIRE(sum == 600 * 599 / 2);
  }
}
