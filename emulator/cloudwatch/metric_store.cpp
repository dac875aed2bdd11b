#include "emulator/cloudwatch/metric_store.hpp"

#include <algorithm>

namespace spillway::cloudwatch {
namespace {

WallTime bucket_of(WallTime t, Duration grain) {
  return WallTime(t.time_since_epoch() / grain * grain);
}

std::string stream_name(const core::MetricKey& key, const std::string& unit) {
  std::string name = "cloudwatch/visibility/" + key.name_space + '/' + key.name;
  for (const auto& [dimension, value] : key.dimensions) {
    name.append(1, '/').append(dimension).append(1, '=').append(value);
  }
  return name + '/' + unit + '/';
}

}  // namespace

MetricStore::MetricStore(Runtime& runtime, const Settings& settings)
    : runtime_(runtime),
      settings_(settings),
      wall_offset_(runtime.wall_now().time_since_epoch() - runtime.now().time_since_epoch()) {}

core::MetricId MetricStore::intern(const core::MetricKey& key, const std::string& unit,
                                   Visibility visibility, Duration grain) {
  auto& indices = by_key_[key];
  for (const std::size_t index : indices) {
    const Series& series = series_[index];
    if (series.unit == unit && series.grain == grain) return static_cast<core::MetricId>(index);
  }
  indices.push_back(series_.size());
  Series& series = series_.emplace_back();
  newest_.emplace_back();
  series.unit = unit;
  series.stream = stream_name(key, unit);
  series.visibility = visibility;
  series.grain = grain;
  return static_cast<core::MetricId>(indices.back());
}

void MetricStore::add(core::MetricId metric, const StatisticSet& data, WallTime timestamp) {
  add_to_bucket(static_cast<std::size_t>(metric), data, timestamp);
}

// Apart from add(), which is short without it.
[[gnu::noinline]] void MetricStore::add_to_another_bucket(core::MetricId metric, double value,
                                                          TimePoint timestamp) {
  add_to_bucket(static_cast<std::size_t>(metric), {1, value, value, value}, wall(timestamp));
}

void MetricStore::add_to_bucket(std::size_t index, const StatisticSet& data, WallTime timestamp) {
  Series& series = series_[index];
  bucket_at(series, bucket_of(timestamp, series.grain)).data.add(data);
  Bucket& last = series.buckets.back();
  const TimePoint begin = run_time(last.begin);
  newest_[index] = {begin, begin + series.grain, &last.data};
}

MetricStore::Bucket& MetricStore::bucket_at(Series& series, WallTime begin) {
  auto& buckets = series.buckets;
  const auto place =
      std::lower_bound(buckets.begin(), buckets.end(), begin,
                       [](const Bucket& bucket, WallTime t) { return bucket.begin < t; });
  if (place != buckets.end() && place->begin == begin) return *place;
  if (place != buckets.end()) {
    return *buckets.insert(place, Bucket{begin, draw_delay(series, begin), {}});
  }
  const Duration retention = series.grain < std::chrono::minutes(1)
                                 ? settings_.high_resolution_retention
                                 : settings_.retention;
  const auto kept = std::find_if(buckets.begin(), buckets.end(), [&](const Bucket& bucket) {
    return bucket.begin + retention >= begin;
  });
  buckets.erase(buckets.begin(), kept);
  return buckets.emplace_back(Bucket{begin, draw_delay(series, begin), {}});
}

// Each bucket has a stream of its own, so that its delay depends neither on the order in which data
// comes nor on who asks for it.
Duration MetricStore::draw_delay(const Series& series, WallTime begin) const {
  if (series.visibility == Visibility::at_once) return Duration::zero();
  const auto number = begin.time_since_epoch() / series.grain;
  Rng rng = runtime_.rng(series.stream + std::to_string(number));
  return settings_.visibility_delay.sample(rng);
}

bool MetricStore::visible(const Series& series, const Bucket& bucket, WallTime now) const {
  if (series.visibility == Visibility::at_once) return true;
  return bucket.begin + series.grain + bucket.delay <= now;
}

std::optional<StatisticSet> MetricStore::query(const core::MetricKey& key, const std::string& unit,
                                               WallTime from, WallTime to) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  const WallTime now = wall(runtime_.now());
  StatisticSet total;
  for (const std::size_t index : found->second) {
    const Series& series = series_[index];
    if (!unit.empty() && series.unit != unit) continue;
    auto bucket =
        std::lower_bound(series.buckets.begin(), series.buckets.end(), from,
                         [](const Bucket& candidate, WallTime t) { return candidate.begin < t; });
    for (; bucket != series.buckets.end() && bucket->begin < to; ++bucket) {
      if (visible(series, *bucket, now)) total.add(bucket->data);
    }
  }
  if (total.count == 0) return std::nullopt;
  return total;
}

std::vector<MetricStore::Listed> MetricStore::list() const {
  std::vector<Listed> result;
  for (const auto& [key, indices] : by_key_) {
    Listed listed{&key, {}};
    for (const std::size_t index : indices) {
      const Series& series = series_[index];
      const bool known = std::find(listed.units.begin(), listed.units.end(), series.unit) !=
                         listed.units.end();  // in the other resolution
      if (!series.buckets.empty() && !known) listed.units.push_back(series.unit);
    }
    if (!listed.units.empty()) result.push_back(std::move(listed));
  }
  return result;
}

std::optional<WallTime> MetricStore::newest(const core::MetricKey& key) const {
  std::optional<WallTime> result;
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return result;
  for (const std::size_t index : found->second) {
    const auto& buckets = series_[index].buckets;
    if (buckets.empty()) continue;
    result = std::max(result.value_or(buckets.back().begin), buckets.back().begin);
  }
  return result;
}

}  // namespace spillway::cloudwatch
