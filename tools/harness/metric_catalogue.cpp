#include "tools/harness/metric_catalogue.hpp"

#include <cstdio>

#include "emulator/document/units.hpp"

namespace spillway::harness {
namespace {

double ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

constexpr Metric kMetrics[] = {
    {"requests.total", MetricUnit::count, "requests sent in the window",
     [](const RequestTotals& t, double) { return static_cast<double>(t.total); }},
    {"requests.failed", MetricUnit::count,
     "of them, those answered with 400 or more, or not in time",
     [](const RequestTotals& t, double) { return static_cast<double>(t.failed); }},
    {"requests.failed_ratio", MetricUnit::ratio, "failed of all",
     [](const RequestTotals& t, double) { return ratio(t.failed, t.total); }},
    {"calls.total", MetricUnit::count,
     "requests ended in the window, each with its retries counted as one",
     [](const RequestTotals& t, double) { return static_cast<double>(t.calls); }},
    {"calls.failed", MetricUnit::count, "of them, those whose last attempt failed",
     [](const RequestTotals& t, double) { return static_cast<double>(t.calls_failed); }},
    {"calls.failed_ratio", MetricUnit::ratio, "failed of all calls",
     [](const RequestTotals& t, double) { return ratio(t.calls_failed, t.calls); }},
    {"requests.rate", MetricUnit::rate, "requests a second",
     [](const RequestTotals& t, double s) { return s > 0 ? static_cast<double>(t.total) / s : 0; }},
    {"requests.latency_p50", MetricUnit::duration, "median time to the answer",
     [](const RequestTotals& t, double) { return to_seconds(t.latency.percentile(0.5)); }},
    {"requests.latency_p90", MetricUnit::duration, "90th percentile of the time to the answer",
     [](const RequestTotals& t, double) { return to_seconds(t.latency.percentile(0.9)); }},
    {"requests.latency_p99", MetricUnit::duration, "99th percentile of the time to the answer",
     [](const RequestTotals& t, double) { return to_seconds(t.latency.percentile(0.99)); }},
    {"requests.latency_max", MetricUnit::duration, "longest time to the answer",
     [](const RequestTotals& t, double) { return to_seconds(t.latency.max()); }},
};

std::string number(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

}  // namespace

std::span<const Metric> metric_catalogue() { return kMetrics; }

const Metric* find_metric(std::string_view name) {
  for (const Metric& metric : kMetrics) {
    if (metric.name == name) return &metric;
  }
  return nullptr;
}

std::string format_metric(MetricUnit unit, double value) {
  switch (unit) {
    case MetricUnit::count:
      return number(value, 0);
    case MetricUnit::ratio:
      return number(value * 100, 2) + " %";
    case MetricUnit::rate:
      return number(value, 2) + "/s";
    case MetricUnit::duration:
      return document::format_duration(
          std::chrono::milliseconds(static_cast<std::int64_t>(value * 1000 + 0.5)));
  }
  return {};
}

}  // namespace spillway::harness
