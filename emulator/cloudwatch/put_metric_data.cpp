#include "emulator/cloudwatch/put_metric_data.hpp"

#include <cmath>

#include "emulator/cloudwatch/parameters.hpp"

namespace spillway::cloudwatch {
namespace {

const std::string kOperation = "cloudwatch:PutMetricData";
constexpr char kInvalid[] = "InvalidParameterValue";
constexpr std::size_t kMaximumData = 1000;
constexpr std::size_t kMaximumValues = 150;

// `cloudwatch:PutMetricData`: from -2^360 to 2^360.
bool in_range(double value) {
  return std::isfinite(value) && std::abs(value) <= std::ldexp(1, 360);
}

double read_value(core::Params& p, const std::string& name) {
  const auto value = p.optional_number(name);
  if (!value || !in_range(*value)) p.fail("The value for parameter " + name + " is invalid.");
  return value.value_or(0);
}

StatisticSet read_statistic_set(core::Params& p, const Json& object) {
  core::Params set(object, kOperation, kInvalid, "StatisticValues.");
  StatisticSet data;
  data.count = read_value(set, "SampleCount");
  data.sum = read_value(set, "Sum");
  data.min = read_value(set, "Minimum");
  data.max = read_value(set, "Maximum");
  if (data.count <= 0 || data.min > data.max) set.fail("The parameter StatisticValues is invalid.");
  if (auto error = set.finish()) p.fail(*error);
  return data;
}

std::vector<double> read_numbers(core::Params& p, const std::string& name, const Json& list) {
  std::vector<double> numbers;
  for (const Json& item : list) {
    const Json wrapped = {{"Value", item}};  // Params reads a number that came as text, too
    core::Params one(wrapped, kOperation, kInvalid, name + "[].");
    numbers.push_back(read_value(one, "Value"));
    if (auto error = one.finish()) p.fail(*error);
  }
  return numbers;
}

StatisticSet read_values(core::Params& p, const Json& values_list) {
  const std::vector<double> values = read_numbers(p, "Values", values_list);
  std::vector<double> counts(values.size(), 1);
  if (const Json* list = p.array("Counts")) counts = read_numbers(p, "Counts", *list);
  StatisticSet data;
  if (values.empty() || values.size() > kMaximumValues || values.size() != counts.size()) {
    p.fail("The parameters Values and Counts must be of the same length, from 1 to 150.");
    return data;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (counts[i] <= 0) p.fail("The parameter Counts must be positive.");
    data.add({counts[i], values[i] * counts[i], values[i], values[i]});
  }
  return data;
}

StatisticSet read_data(core::Params& p) {
  const Json* set = p.object("StatisticValues");
  const Json* values = p.array("Values");
  const int given =
      (p.has("Value") ? 1 : 0) + (set != nullptr ? 1 : 0) + (values != nullptr ? 1 : 0);
  if (given != 1) {
    p.fail(core::ApiError{
        given == 0 ? "MissingParameter" : "InvalidParameterCombination",
        "Exactly one of the parameters Value, Values and StatisticValues must be specified."});
    return {};
  }
  if (set != nullptr) return read_statistic_set(p, *set);
  if (values != nullptr) return read_values(p, *values);
  StatisticSet data;
  data.add(read_value(p, "Value"));
  return data;
}

void read_datum(core::Params& p, MetricDatum& datum, WallTime now) {
  datum.key.name = p.string("MetricName");
  if (datum.key.name.empty() || datum.key.name.size() > 255) {
    p.fail("The parameter MetricName must have between 1 and 255 characters.");
  }
  datum.key.dimensions = read_dimensions(p, kOperation);
  datum.unit = read_unit(p);
  if (datum.unit.empty()) datum.unit = "None";
  datum.timestamp = read_timestamp(p, "Timestamp").value_or(now);
  // aws-facts C5: at most two weeks old and two hours ahead.
  if (datum.timestamp < now - std::chrono::hours(14 * 24) ||
      datum.timestamp > now + std::chrono::hours(2)) {
    p.fail(
        "The parameter MetricData.Timestamp must be within two weeks before and two hours "
        "after now.");
  }
  const auto resolution = p.optional_integer("StorageResolution", 1, 60).value_or(60);
  if (resolution != 1 && resolution != 60) {
    p.fail("The value " + std::to_string(resolution) +
           " for parameter StorageResolution is not one of [1, 60].");
  }
  datum.grain = std::chrono::seconds(resolution);
  datum.data = read_data(p);
}

}  // namespace

boost::system::result<std::vector<MetricDatum>, core::ApiError> read_metric_data(const Json& params,
                                                                                 WallTime now) {
  core::Params p(params, kOperation, kInvalid);
  const std::string name_space = p.string("Namespace");
  if (name_space.empty() || name_space.size() > 255 || name_space.starts_with(':') ||
      name_space.starts_with("AWS/")) {
    p.fail("The value " + name_space + " for parameter Namespace is invalid.");
  }
  const Json* list = p.array("MetricData");
  std::vector<MetricDatum> data;
  if (list == nullptr || list->empty()) {
    p.fail(core::ApiError{"MissingParameter", "The parameter MetricData is required."});
  } else if (list->size() > kMaximumData) {
    p.fail("The collection MetricData must not have a size greater than 1000.");
  } else {
    for (const Json& item : *list) {
      core::Params one(item, kOperation, kInvalid, "MetricData[].");
      MetricDatum& datum = data.emplace_back();
      datum.key.name_space = name_space;
      read_datum(one, datum, now);
      if (auto error = one.finish()) p.fail(*error);
    }
  }
  if (auto error = p.finish()) return std::move(*error);
  return data;
}

}  // namespace spillway::cloudwatch
