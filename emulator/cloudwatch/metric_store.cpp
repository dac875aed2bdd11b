#include "emulator/cloudwatch/metric_store.hpp"

namespace spillway::cloudwatch {
namespace {

constexpr Duration kMinute = std::chrono::minutes(1);

WallTime minute_of(WallTime t) { return std::chrono::floor<std::chrono::minutes>(t); }

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
                                   Visibility visibility) {
  auto& indices = by_key_[key];
  for (const std::size_t index : indices) {
    if (series_[index].unit == unit) return static_cast<core::MetricId>(index);
  }
  indices.push_back(series_.size());
  Series& series = series_.emplace_back();
  newest_.emplace_back();
  series.unit = unit;
  series.stream = stream_name(key, unit);
  series.visibility = visibility;
  return static_cast<core::MetricId>(indices.back());
}

void MetricStore::add(core::MetricId metric, const StatisticSet& data, WallTime timestamp) {
  add_to_minute(static_cast<std::size_t>(metric), data, timestamp);
}

// Apart from add(), which is short without it.
[[gnu::noinline]] void MetricStore::add_to_another_minute(core::MetricId metric, double value,
                                                          TimePoint timestamp) {
  add_to_minute(static_cast<std::size_t>(metric), {1, value, value, value}, wall(timestamp));
}

void MetricStore::add_to_minute(std::size_t index, const StatisticSet& data, WallTime timestamp) {
  Series& series = series_[index];
  minute_at(series, minute_of(timestamp)).data.add(data);
  Minute& last = series.minutes.back();
  const TimePoint begin = run_time(last.begin);
  newest_[index] = {begin, begin + kMinute, &last.data};
}

MetricStore::Minute& MetricStore::minute_at(Series& series, WallTime begin) {
  auto& minutes = series.minutes;
  const auto place =
      std::lower_bound(minutes.begin(), minutes.end(), begin,
                       [](const Minute& minute, WallTime t) { return minute.begin < t; });
  if (place != minutes.end() && place->begin == begin) return *place;
  if (place != minutes.end()) {
    return *minutes.insert(place, Minute{begin, draw_delay(series, begin), {}});
  }
  const auto kept = std::find_if(minutes.begin(), minutes.end(), [&](const Minute& minute) {
    return minute.begin + settings_.retention >= begin;
  });
  minutes.erase(minutes.begin(), kept);
  return minutes.emplace_back(Minute{begin, draw_delay(series, begin), {}});
}

// Each minute has a stream of its own, so that its delay depends neither on the order in which data
// comes nor on who asks for it.
Duration MetricStore::draw_delay(const Series& series, WallTime begin) const {
  if (series.visibility == Visibility::at_once) return Duration::zero();
  const auto minute = begin.time_since_epoch() / kMinute;
  Rng rng = runtime_.rng(series.stream + std::to_string(minute));
  return settings_.visibility_delay.sample(rng);
}

bool MetricStore::visible(const Series& series, const Minute& minute, WallTime now) const {
  if (series.visibility == Visibility::at_once) return true;
  return minute.begin + kMinute + minute.delay <= now;
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
    auto minute =
        std::lower_bound(series.minutes.begin(), series.minutes.end(), from,
                         [](const Minute& candidate, WallTime t) { return candidate.begin < t; });
    for (; minute != series.minutes.end() && minute->begin < to; ++minute) {
      if (visible(series, *minute, now)) total.add(minute->data);
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
      if (!series_[index].minutes.empty()) listed.units.push_back(series_[index].unit);
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
    const auto& minutes = series_[index].minutes;
    if (minutes.empty()) continue;
    result = std::max(result.value_or(minutes.back().begin), minutes.back().begin);
  }
  return result;
}

}  // namespace spillway::cloudwatch
