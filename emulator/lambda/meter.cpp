#include "emulator/lambda/meter.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "emulator/lambda/errors.hpp"
#include "emulator/lambda/estate.hpp"

namespace spillway::lambda {
namespace {

constexpr Duration kMinute = std::chrono::minutes(1);

// Minutes are counted on the wall clock, as CloudWatch counts them.
std::int64_t minute_number(const Runtime& runtime) {
  return runtime.wall_now().time_since_epoch() / kMinute;
}

core::MetricId metric(core::MetricSink& sink, const char* name, const core::Dimensions& dimensions,
                      const char* unit = "Count") {
  return sink.intern({"AWS/Lambda", name, dimensions}, unit);
}

MetricSet metric_set(core::MetricSink& sink, const core::Dimensions& of) {
  return {metric(sink, "Invocations", of), metric(sink, "Errors", of),
          metric(sink, "Throttles", of), metric(sink, "Duration", of, "Milliseconds"),
          metric(sink, "ConcurrentExecutions", of)};
}

AsyncMetrics async_metrics(core::MetricSink& sink, const core::Dimensions& of) {
  return {metric(sink, "AsyncEventsReceived", of), metric(sink, "AsyncEventsDropped", of),
          metric(sink, "AsyncEventAge", of, "Milliseconds"), metric(sink, "DeadLetterErrors", of),
          metric(sink, "DestinationDeliveryFailures", of)};
}

// "web" or "web:live"
std::string resource_of(const Endpoint& endpoint) {
  const std::string& name = endpoint.function->name;
  return endpoint.qualifier.empty() ? name : name + ':' + endpoint.qualifier;
}

core::Dimensions by_resource(const Endpoint& endpoint) {
  return {{"FunctionName", endpoint.function->name}, {"Resource", resource_of(endpoint)}};
}

// The dimension sets of an invocation (aws-facts B4).
std::array<const MetricSet*, 4> sets_of(const Endpoint& endpoint, const Version& version) {
  const Function& function = *endpoint.function;
  return {&function.metrics, &endpoint.metrics, &version.metrics, &function.account_metrics};
}

}  // namespace

void Meter::intern(Function& function) {
  core::MetricSink& sink = estate_.context.metrics;
  const core::Dimensions own = {{"FunctionName", function.name}};
  function.metrics = metric_set(sink, own);
  function.async_metrics = async_metrics(sink, own);
  intern(function.unqualified);
  intern(function.latest);
  function.account_metrics = metric_set(sink, {});
  function.account_async_metrics = async_metrics(sink, {});
  function.region_metrics = {metric(sink, "UnreservedConcurrentExecutions", {}),
                             metric(sink, "ClaimedAccountConcurrency", {})};
}

void Meter::intern(Version& version) {
  version.metrics = metric_set(estate_.context.metrics, {{"ExecutedVersion", version.name},
                                                         {"FunctionName", version.function->name}});
}

void Meter::intern(Endpoint& endpoint) {
  endpoint.metrics = metric_set(estate_.context.metrics, by_resource(endpoint));
  endpoint.async_metrics = async_metrics(estate_.context.metrics, by_resource(endpoint));
}

void Meter::intern(ProvisionedConcurrency& provisioned) {
  core::MetricSink& sink = estate_.context.metrics;
  const core::Dimensions sets[] = {{{"FunctionName", provisioned.put_on->function->name}},
                                   by_resource(*provisioned.put_on)};
  provisioned.metrics.clear();
  for (const core::Dimensions& of : sets) {
    provisioned.metrics.push_back({metric(sink, "ProvisionedConcurrentExecutions", of),
                                   metric(sink, "ProvisionedConcurrencyUtilization", of, "None"),
                                   metric(sink, "ProvisionedConcurrencyInvocations", of),
                                   metric(sink, "ProvisionedConcurrencySpilloverInvocations", of)});
  }
}

void Meter::started(Endpoint& endpoint, const Version& version, const Concurrency& concurrency) {
  MinuteCounts& minute = minute_of(*endpoint.function);
  ++minute.invocations;
  minute.concurrent_max = std::max(minute.concurrent_max, concurrency.function);
  if (estate_.settings.concurrency_metric_at_start) {
    put_concurrency(endpoint, version, estate_.context.runtime.now(), concurrency);
  }
}

void Meter::finished(Endpoint& endpoint, const Version& version, TimePoint began,
                     const Concurrency& concurrency, Duration duration, bool error) {
  if (error) ++minute_of(*endpoint.function).errors;
  core::MetricSink& sink = estate_.context.metrics;
  const double milliseconds = to_seconds(duration) * 1e3;
  for (const MetricSet* set : sets_of(endpoint, version)) {
    sink.put(set->invocations, 1, began);
    sink.put(set->errors, error ? 1 : 0, began);
    sink.put(set->duration, milliseconds, began);
  }
  if (!estate_.settings.concurrency_metric_at_start) {
    put_concurrency(endpoint, version, began, concurrency);
  }
}

// Which invocations give samples of the Region's metrics is UNSOURCED: of the unreserved ones those
// that count there, of the claimed ones all.
void Meter::put_concurrency(const Endpoint& endpoint, const Version& version, TimePoint began,
                            const Concurrency& concurrency) {
  core::MetricSink& sink = estate_.context.metrics;
  const auto put = [&](core::MetricId metric, std::int64_t value) {
    sink.put(metric, static_cast<double>(value), began);
  };
  const Function& function = *endpoint.function;
  put(function.metrics.concurrent_executions, concurrency.function);
  put(endpoint.metrics.concurrent_executions, concurrency.endpoint);
  put(version.metrics.concurrent_executions, concurrency.version);
  put(function.account_metrics.concurrent_executions, concurrency.account);
  const RegionMetrics& region = function.region_metrics;
  if (concurrency.is_unreserved) {
    put(region.unreserved_concurrent_executions, concurrency.unreserved);
  }
  put(region.claimed_account_concurrency, concurrency.claimed);
}

void Meter::throttled(Endpoint& endpoint, const Version& version, std::string_view reason,
                      const std::string& source) {
  Runtime& runtime = estate_.context.runtime;
  Function& function = *endpoint.function;
  ++minute_of(function).throttles;
  for (const MetricSet* set : sets_of(endpoint, version)) {
    estate_.context.metrics.put(set->throttles, 1, runtime.now());
  }
  // Throttles come by the hundred: the record tells the first of each minute, lambda.minute the
  // sum.
  const std::int64_t minute = minute_number(runtime);
  const auto [it, is_new] = function.throttle_told.try_emplace(reason, minute);
  if (!is_new && it->second == minute) return;
  it->second = minute;
  estate_.context.timeline.record(
      "lambda.throttled", {{"function", function.name},
                           {"reason", std::string(reason)},
                           {"source", source},
                           {"concurrency", function.active},
                           {"limit", function.reserved.value_or(estate_.limits.unreserved())}});
}

void Meter::start_failed(const Version& version, const std::string& environment,
                         const std::string& payload) {
  Function& function = *version.function;
  const std::int64_t minute = minute_number(estate_.context.runtime);
  if (std::exchange(function.failed_start_told, minute) == minute) return;
  const ErrorSummary error = summarize(payload);
  estate_.context.timeline.record("lambda.environment_failed", {{"function", function.name},
                                                                {"environment", environment},
                                                                {"error_type", error.type},
                                                                {"error_message", error.message}});
}

void Meter::ran(const Version& version, bool provisioned) {
  const TimePoint now = estate_.context.runtime.now();
  core::MetricSink& sink = estate_.context.metrics;
  const ProvisionedConcurrency& pool = *version.provisioned;
  const auto active = static_cast<double>(pool.active);
  for (const ProvisionedMetrics& set : pool.metrics) {
    if (!provisioned) {
      sink.put(set.spillover, 1, now);
      continue;
    }
    sink.put(set.invocations, 1, now);
    sink.put(set.concurrent_executions, active, now);
    sink.put(set.utilization, active / static_cast<double>(pool.available()), now);
  }
}

void Meter::async_received(const Endpoint& endpoint) {
  put_async(endpoint, &AsyncMetrics::received, 1, estate_.context.runtime.now());
}

void Meter::async_invoked(const Endpoint& endpoint, Duration age, TimePoint began) {
  put_async(endpoint, &AsyncMetrics::age, to_seconds(age) * 1e3, began);
}

void Meter::async_dropped(const Endpoint& endpoint) {
  put_async(endpoint, &AsyncMetrics::dropped, 1, estate_.context.runtime.now());
}

void Meter::dead_letter_failed(const Endpoint& endpoint) {
  put_async(endpoint, &AsyncMetrics::dead_letter_errors, 1, estate_.context.runtime.now());
}

void Meter::delivery_failed(const Endpoint& endpoint) {
  put_async(endpoint, &AsyncMetrics::delivery_failures, 1, estate_.context.runtime.now());
}

void Meter::put_async(const Endpoint& endpoint, core::MetricId AsyncMetrics::*metric, double value,
                      TimePoint at) {
  const Function& function = *endpoint.function;
  for (const AsyncMetrics* set :
       {&function.async_metrics, &endpoint.async_metrics, &function.account_async_metrics}) {
    estate_.context.metrics.put(set->*metric, value, at);
  }
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
  estate_.context.timeline.record("lambda.minute", {{"function", function.name},
                                                    {"invocations", counts.invocations},
                                                    {"errors", counts.errors},
                                                    {"throttles", counts.throttles},
                                                    {"concurrent_max", counts.concurrent_max}});
}

}  // namespace spillway::lambda
