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

  /// Once for each new function, version and endpoint.
  void intern(Function& function);
  void intern(Version& version);
  void intern(Endpoint& endpoint);
  void intern(ProvisionedConcurrency& provisioned);

  /// An invocation began, and `concurrency` counts it.
  void started(Endpoint& endpoint, const Version& version, const Concurrency& concurrency);
  /// It is over. `concurrency` is what it was when it began.
  void finished(Endpoint& endpoint, const Version& version, TimePoint began,
                const Concurrency& concurrency, Duration duration, bool error);
  void throttled(Endpoint& endpoint, const Version& version, std::string_view reason,
                 const std::string& source);
  /// An environment could not start; `payload` as its init error. Told once a minute.
  void start_failed(const Version& version, const std::string& environment,
                    const std::string& payload);
  /// An invocation of a version with provisioned concurrency began: in one of its environments, or
  /// beside them, for none was free.
  void ran(const Version& version, bool provisioned);

  void async_received(const Endpoint& endpoint);
  /// An event reached its function at `began`, `age` after it was queued.
  void async_invoked(const Endpoint& endpoint, Duration age, TimePoint began);
  void async_dropped(const Endpoint& endpoint);
  /// A result could not be sent to the dead-letter queue, or to a destination.
  void dead_letter_failed(const Endpoint& endpoint);
  void delivery_failed(const Endpoint& endpoint);

 private:
  MinuteCounts& minute_of(Function& function);
  void close_minute(Function& function);
  void put_concurrency(const Endpoint& endpoint, const Version& version, TimePoint began,
                       const Concurrency& concurrency);
  void put_async(const Endpoint& endpoint, core::MetricId AsyncMetrics::*metric, double value,
                 TimePoint at);

  Estate& estate_;
};

}  // namespace spillway::lambda
