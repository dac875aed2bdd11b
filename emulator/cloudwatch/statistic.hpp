// StatisticSet: what is known of a metric in one minute or period, and the statistics read from it.
//
// Plain values, any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace spillway::cloudwatch {

enum class Statistic { sample_count, average, sum, minimum, maximum };

/// "SampleCount", "Average", "Sum", "Minimum", "Maximum"; empty for any other name.
std::optional<Statistic> statistic_from(std::string_view name);
std::string_view name_of(Statistic statistic);

struct StatisticSet {
  double count = 0;  ///< a double, as AWS's SampleCount is
  double sum = 0;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  void add(double value) {
    count += 1;
    sum += value;
    // Branches, as most values are no news: each request comes here twenty times.
    if (value < min) min = value;
    if (value > max) max = value;
  }
  void add(const StatisticSet& other) {
    count += other.count;
    sum += other.sum;
    min = std::min(min, other.min);
    max = std::max(max, other.max);
  }
  /// Precondition: count > 0.
  double value(Statistic statistic) const;
};

}  // namespace spillway::cloudwatch
