// Meter: what CloudWatch and the timeline are told about invocations (aws-facts B4). Owned by
// Estate.
#pragma once

#include <string_view>

#include "emulator/lambda/function.hpp"

namespace spillway::lambda {

struct Estate;

class Meter {
 public:
  explicit Meter(Estate& estate) : estate_(estate) {}

  /// Once for each new function.
  void intern(Function& function);

  /// An invocation began, and `concurrency` counts it.
  void started(Function& function, const Concurrency& concurrency);
  /// It is over. `concurrency` is what it was when it began.
  void finished(Function& function, TimePoint began, const Concurrency& concurrency,
                Duration duration, bool error);
  void throttled(Function& function, std::string_view reason, const std::string& source);

  void async_received(Function& function);
  /// An event reached its function at `began`, `age` after it was queued.
  void async_invoked(Function& function, Duration age, TimePoint began);
  void async_dropped(Function& function);

 private:
  MinuteCounts& minute_of(Function& function);
  void close_minute(Function& function);
  void put_concurrency(const Function& function, TimePoint began, const Concurrency& concurrency);

  Estate& estate_;
};

}  // namespace spillway::lambda
