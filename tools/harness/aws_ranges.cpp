#include "tools/harness/aws_ranges.hpp"

#include <algorithm>

namespace spillway::harness {
namespace {

constexpr double kMillisecond = 1e-3;
constexpr const char* kPeriod = "must be at least 1ms: at 0s the run would stand still";

constexpr AwsRange kRanges[] = {
    {"ecs.target_poll", kMillisecond, {}, kPeriod},
    {"autoscaling.repeat", kMillisecond, {}, kPeriod},
    {"autoscaling.fulfilment_poll", kMillisecond, {}, kPeriod},
    // A throttled event is tried again for hours.
    {"lambda.throttle_backoff_first", kMillisecond, {}, kPeriod},
    {"lambda.throttle_backoff_max", kMillisecond, {}, kPeriod},
    {"autoscaling.tracking_high_periods", 1, 1440, "must be from 1 to 1440 minutes, a day"},
    {"autoscaling.tracking_low_periods", 1, 1440, "must be from 1 to 1440 minutes, a day"},
    // Above 1 it would scale in and out at once.
    {"autoscaling.tracking_low_factor", 0, 1, "must be more than 0 and at most 1", true},
    {"cloudwatch.evaluation_range", 1, {}, "must be at least 1 period"},
    {"events.maximum_retry_attempts", 0, 185, "must be from 0 to 185"},
    {"events.maximum_event_age", 60, 86'400, "must be from 60s to 24h"},
    {"lambda.account_concurrency", 1, {}, "must be at least 1: nothing would ever run"},
};

struct ValueOf {
  std::optional<double> operator()(const Duration* field) const { return to_seconds(*field); }
  std::optional<double> operator()(const int* field) const { return *field; }
  std::optional<double> operator()(const std::int64_t* field) const {
    return static_cast<double>(*field);
  }
  std::optional<double> operator()(const double* field) const { return *field; }
  template <class Field>
  std::optional<double> operator()(const std::optional<Field>* field) const {
    return *field ? ValueOf{}(&**field) : std::nullopt;
  }
  std::optional<double> operator()(const core::Delay*) const { return std::nullopt; }
  std::optional<double> operator()(const bool*) const { return std::nullopt; }
  std::optional<double> operator()(const std::string*) const { return std::nullopt; }
};

}  // namespace

const AwsRange* find_aws_range(std::string_view path) {
  const auto* const found = std::find_if(std::begin(kRanges), std::end(kRanges),
                                         [&](const AwsRange& range) { return range.path == path; });
  return found == std::end(kRanges) ? nullptr : found;
}

std::string_view out_of_range(const AwsKey& key, world::Settings& settings) {
  const AwsRange* range = find_aws_range(key.path);
  if (range == nullptr) return {};
  const auto value = std::visit(ValueOf{}, key.field(settings));
  return !value || range->holds(*value) ? std::string_view() : range->must_be;
}

}  // namespace spillway::harness
