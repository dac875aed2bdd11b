// What tests of live mode share: a runtime that runs until something has happened.
#pragma once

#include <functional>

#include "emulator/live/guardian.hpp"
#include "runtime/live_runtime.hpp"
#include "tests/support/catch.hpp"

namespace spillway::live::test {

using namespace std::chrono_literals;

struct Loop {
  LiveRuntime runtime{1};
  std::unique_ptr<Guardian> guardian = *Guardian::start();

  /// Runs until `done`, for ten seconds at most; whether it came to that.
  bool until(const std::function<bool()>& done) {
    const TimePoint end = runtime.now() + 10s;
    std::function<void()> look = [&] {
      if (done() || runtime.now() >= end) return runtime.stop();
      runtime.call_after(1ms, [&] { look(); });
    };
    look();
    runtime.run();
    return done();
  }
};

}  // namespace spillway::live::test
