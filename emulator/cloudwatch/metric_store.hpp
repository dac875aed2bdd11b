// MetricStore: every metric's data in buckets of a minute, or of a second for custom metrics of
// high resolution, and when each bucket becomes visible.
//
// Owned by CloudWatch. add() is on the per-request path: it looks nothing up and allocates only
// when a metric's bucket begins. Minutes are those of the wall clock; the difference to the run's
// own time line is taken once, at construction. Runtime's thread only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/cloudwatch/settings.hpp"
#include "emulator/cloudwatch/statistic.hpp"
#include "emulator/core/ports.hpp"
#include "runtime/runtime.hpp"

namespace spillway::cloudwatch {

/// When a metric's data can be queried.
enum class Visibility {
  delayed,  ///< an AWS service's: some time after the minute's end (aws-facts C3)
  at_once,  ///< a custom metric's: when it is in the store
};

class MetricStore {
 public:
  /// `settings` must outlive the store.
  MetricStore(Runtime& runtime, const Settings& settings);

  /// Data of one metric in different units is kept apart, as AWS does. `grain` is the length of its
  /// buckets: a minute or a second (StorageResolution).
  core::MetricId intern(const core::MetricKey& key, const std::string& unit, Visibility visibility,
                        Duration grain = std::chrono::minutes(1));

  /// Adds one sample to the bucket of `timestamp`, also to an earlier one.
  void add(core::MetricId metric, double value, TimePoint timestamp) {
    const Newest& newest = newest_[static_cast<std::size_t>(metric)];
    if (timestamp >= newest.begin && timestamp < newest.end) [[likely]] {
      newest.data->add(value);
    } else {
      add_to_another_bucket(metric, value, timestamp);
    }
  }
  void add(core::MetricId metric, const StatisticSet& data, WallTime timestamp);

  /// What can be queried now of the buckets that begin in [from, to). `unit` empty: of all units.
  /// Empty if there is no data.
  std::optional<StatisticSet> query(const core::MetricKey& key, const std::string& unit,
                                    WallTime from, WallTime to) const;

  /// The metrics that have data in the store and their units, in the order of their keys.
  struct Listed {
    const core::MetricKey* key;
    std::vector<std::string> units;
  };
  std::vector<Listed> list() const;
  /// When the metric last had data; nothing if never.
  std::optional<WallTime> newest(const core::MetricKey& key) const;

  WallTime wall(TimePoint t) const { return WallTime(t.time_since_epoch() + wall_offset_); }
  TimePoint run_time(WallTime t) const { return TimePoint(t.time_since_epoch() - wall_offset_); }

 private:
  struct Bucket {
    WallTime begin;
    Duration delay;  // from the bucket's end until it is visible
    StatisticSet data;
  };
  struct Series {
    std::string unit;
    std::string stream;  // name of its random stream, to which the bucket's number is added
    Visibility visibility = Visibility::delayed;
    Duration grain = std::chrono::minutes(1);
    std::vector<Bucket> buckets;  // in order of time
  };
  // A series' last bucket, on the run's time line; an empty interval if there is none. Kept side by
  // side for add(), which each request calls twenty times.
  struct Newest {
    TimePoint begin{};
    TimePoint end{};
    StatisticSet* data = nullptr;
  };

  void add_to_another_bucket(core::MetricId metric, double value, TimePoint timestamp);
  void add_to_bucket(std::size_t index, const StatisticSet& data, WallTime timestamp);
  Bucket& bucket_at(Series& series, WallTime begin);
  Duration draw_delay(const Series& series, WallTime begin) const;
  bool visible(const Series& series, const Bucket& bucket, WallTime now) const;

  Runtime& runtime_;
  const Settings& settings_;
  Duration wall_offset_;
  std::vector<Series> series_;  // by MetricId
  std::vector<Newest> newest_;  // by MetricId
  std::map<core::MetricKey, std::vector<std::size_t>> by_key_;
};

}  // namespace spillway::cloudwatch
