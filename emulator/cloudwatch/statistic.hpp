// StatisticSet: what is known of a metric in one minute or period, and the statistics read from it.
//
// Plain values, any thread.
#pragma once

#include <algorithm>
#include <cstdint>
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
  double min = 0;
  double max = 0;

  void add(double value) {
    if (count == 0) min = max = value;
    count += 1;
    sum += value;
    min = std::min(min, value);
    max = std::max(max, value);
  }
  void add(const StatisticSet& other) {
    if (count == 0) {
      *this = other;
      return;
    }
    count += other.count;
    sum += other.sum;
    min = std::min(min, other.min);
    max = std::max(max, other.max);
  }
  /// Precondition: count > 0.
  double value(Statistic statistic) const;
};

}  // namespace spillway::cloudwatch
