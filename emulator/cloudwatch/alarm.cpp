#include "emulator/cloudwatch/alarm.hpp"

#include <array>

namespace spillway::cloudwatch {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 3> kStates = {"OK", "ALARM", "INSUFFICIENT_DATA"};
constexpr std::array<std::string_view, 4> kComparisons = {
    "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold",
    "LessThanOrEqualToThreshold"};
constexpr std::array<std::string_view, 4> kTreatments = {"missing", "notBreaching", "breaching",
                                                         "ignore"};

template <class Enum, std::size_t Size>
std::optional<Enum> find(const std::array<std::string_view, Size>& names, std::string_view name) {
  for (std::size_t i = 0; i < Size; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(AlarmState state) { return kStates[static_cast<std::size_t>(state)]; }
std::string_view name_of(Comparison comparison) {
  return kComparisons[static_cast<std::size_t>(comparison)];
}
std::string_view name_of(MissingData treatment) {
  return kTreatments[static_cast<std::size_t>(treatment)];
}
std::optional<AlarmState> alarm_state_from(std::string_view name) {
  return find<AlarmState>(kStates, name);
}
std::optional<Comparison> comparison_from(std::string_view name) {
  return find<Comparison>(kComparisons, name);
}
std::optional<MissingData> missing_data_from(std::string_view name) {
  return find<MissingData>(kTreatments, name);
}

bool AlarmConfiguration::breaches(double value) const {
  switch (comparison) {
    case Comparison::greater_or_equal:
      return value >= threshold;
    case Comparison::greater:
      return value > threshold;
    case Comparison::less:
      return value < threshold;
    case Comparison::less_or_equal:
      return value <= threshold;
  }
  return false;
}

}  // namespace spillway::cloudwatch
