#include "emulator/lambda/meter.hpp"

#include "emulator/lambda/estate.hpp"

namespace spillway::lambda {
namespace {

constexpr Duration kMinute = std::chrono::minutes(1);
constexpr std::size_t kAccountWide = 2;  // index into Function::metrics

// Minutes are counted on the wall clock, as CloudWatch counts them.
std::int64_t minute_number(const Runtime& runtime) {
  return runtime.wall_now().time_since_epoch() / kMinute;
}

}  // namespace

void Meter::intern(Function& function) {
  core::MetricSink& sink = estate_.context.metrics;
  const std::string& name = function.config.name;
  const core::Dimensions sets[] = {
      {{"FunctionName", name}}, {{"FunctionName", name}, {"Resource", name}}, {}};
  for (const core::Dimensions& dimensions : sets) {
    const auto metric = [&](const char* metric_name, const char* unit) {
      return sink.intern({"AWS/Lambda", metric_name, dimensions}, unit);
    };
    function.metrics.push_back({metric("Invocations", "Count"), metric("Errors", "Count"),
                                metric("Throttles", "Count"), metric("Duration", "Milliseconds"),
                                metric("ConcurrentExecutions", "Count")});
  }
  const core::Dimensions own = {{"FunctionName", name}};
  function.async_metrics = {sink.intern({"AWS/Lambda", "AsyncEventsReceived", own}, "Count"),
                            sink.intern({"AWS/Lambda", "AsyncEventsDropped", own}, "Count"),
                            sink.intern({"AWS/Lambda", "AsyncEventAge", own}, "Milliseconds")};
  function.region_metrics = {
      sink.intern({"AWS/Lambda", "UnreservedConcurrentExecutions", {}}, "Count"),
      sink.intern({"AWS/Lambda", "ClaimedAccountConcurrency", {}}, "Count")};
}

void Meter::started(Function& function, const Concurrency& concurrency) {
  MinuteCounts& minute = minute_of(function);
  ++minute.invocations;
  minute.concurrent_max = std::max(minute.concurrent_max, concurrency.function);
  if (estate_.settings.concurrency_metric_at_start) {
    put_concurrency(function, estate_.context.runtime.now(), concurrency);
  }
}

void Meter::finished(Function& function, TimePoint began, const Concurrency& concurrency,
                     Duration duration, bool error) {
  if (error) ++minute_of(function).errors;
  core::MetricSink& sink = estate_.context.metrics;
  const double milliseconds = to_seconds(duration) * 1e3;
  for (const MetricSet& set : function.metrics) {
    sink.put(set.invocations, 1, began);
    sink.put(set.errors, error ? 1 : 0, began);
    sink.put(set.duration, milliseconds, began);
  }
  if (!estate_.settings.concurrency_metric_at_start) put_concurrency(function, began, concurrency);
}

// Which invocations give samples of the Region's metrics is UNSOURCED: of the unreserved ones those
// that count there, of the claimed ones all.
void Meter::put_concurrency(const Function& function, TimePoint began,
                            const Concurrency& concurrency) {
  core::MetricSink& sink = estate_.context.metrics;
  const auto put = [&](core::MetricId metric, std::int64_t value) {
    sink.put(metric, static_cast<double>(value), began);
  };
  for (std::size_t i = 0; i < function.metrics.size(); ++i) {
    put(function.metrics[i].concurrent_executions,
        i == kAccountWide ? concurrency.account : concurrency.function);
  }
  const RegionMetrics& region = function.region_metrics;
  if (!concurrency.is_reserved) {
    put(region.unreserved_concurrent_executions, concurrency.unreserved);
  }
  put(region.claimed_account_concurrency, concurrency.claimed);
}

void Meter::throttled(Function& function, std::string_view reason, const std::string& source) {
  Runtime& runtime = estate_.context.runtime;
  ++minute_of(function).throttles;
  for (const MetricSet& set : function.metrics) {
    estate_.context.metrics.put(set.throttles, 1, runtime.now());
  }
  // Throttles come by the hundred: the record tells the first of each minute, lambda.minute the
  // sum.
  const std::int64_t minute = minute_number(runtime);
  const auto [it, is_new] = function.throttle_told.try_emplace(reason, minute);
  if (!is_new && it->second == minute) return;
  it->second = minute;
  estate_.context.timeline.record(
      "lambda.throttled", {{"function", function.config.name},
                           {"reason", std::string(reason)},
                           {"source", source},
                           {"concurrency", function.active},
                           {"limit", function.reserved.value_or(estate_.limits.unreserved())}});
}

void Meter::async_received(Function& function) {
  estate_.context.metrics.put(function.async_metrics.received, 1, estate_.context.runtime.now());
}

void Meter::async_invoked(Function& function, Duration age, TimePoint began) {
  estate_.context.metrics.put(function.async_metrics.age, to_seconds(age) * 1e3, began);
}

void Meter::async_dropped(Function& function) {
  estate_.context.metrics.put(function.async_metrics.dropped, 1, estate_.context.runtime.now());
}

MinuteCounts& Meter::minute_of(Function& function) {
  if (function.minute.open) return function.minute;
  function.minute.open = true;
  Runtime& runtime = estate_.context.runtime;
  const Duration into = runtime.wall_now().time_since_epoch() % kMinute;
  CauseScope scope(runtime, 0);
  runtime.call_after(kMinute - into, [this, &function] { close_minute(function); });
  return function.minute;
}

void Meter::close_minute(Function& function) {
  const MinuteCounts counts = std::exchange(function.minute, {});
  estate_.context.timeline.record("lambda.minute", {{"function", function.config.name},
                                                    {"invocations", counts.invocations},
                                                    {"errors", counts.errors},
                                                    {"throttles", counts.throttles},
                                                    {"concurrent_max", counts.concurrent_max}});
}

}  // namespace spillway::lambda
