#include "emulator/cloudwatch/statistic.hpp"

#include <array>
#include <utility>

#include "runtime/check.hpp"

namespace spillway::cloudwatch {
namespace {

constexpr std::array<std::pair<Statistic, std::string_view>, 5> kNames = {{
    {Statistic::sample_count, "SampleCount"},
    {Statistic::average, "Average"},
    {Statistic::sum, "Sum"},
    {Statistic::minimum, "Minimum"},
    {Statistic::maximum, "Maximum"},
}};

}  // namespace

std::optional<Statistic> statistic_from(std::string_view name) {
  for (const auto& [statistic, its_name] : kNames) {
    if (its_name == name) return statistic;
  }
  return std::nullopt;
}

std::string_view name_of(Statistic statistic) {
  return kNames[static_cast<std::size_t>(statistic)].second;
}

double StatisticSet::value(Statistic statistic) const {
  SPILLWAY_CHECK(count > 0);
  switch (statistic) {
    case Statistic::sample_count:
      return count;
    case Statistic::average:
      return sum / count;
    case Statistic::sum:
      return sum;
    case Statistic::minimum:
      return min;
    case Statistic::maximum:
      return max;
  }
  return 0;
}

}  // namespace spillway::cloudwatch
