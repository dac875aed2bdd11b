#include "emulator/cloudwatch/parameters.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "runtime/wall_time.hpp"

namespace spillway::cloudwatch {
namespace {

constexpr std::size_t kMaximumDimensions = 30;

constexpr std::array<std::string_view, 27> kUnits = {"Seconds",
                                                     "Microseconds",
                                                     "Milliseconds",
                                                     "Bytes",
                                                     "Kilobytes",
                                                     "Megabytes",
                                                     "Gigabytes",
                                                     "Terabytes",
                                                     "Bits",
                                                     "Kilobits",
                                                     "Megabits",
                                                     "Gigabits",
                                                     "Terabits",
                                                     "Percent",
                                                     "Count",
                                                     "Bytes/Second",
                                                     "Kilobytes/Second",
                                                     "Megabytes/Second",
                                                     "Gigabytes/Second",
                                                     "Terabytes/Second",
                                                     "Bits/Second",
                                                     "Kilobits/Second",
                                                     "Megabits/Second",
                                                     "Gigabits/Second",
                                                     "Terabits/Second",
                                                     "Count/Second",
                                                     "None"};

void check_length(core::Params& params, const std::string& name, const std::string& value) {
  if (value.empty() || value.size() > 255) {
    params.fail("The parameter " + name + " must have between 1 and 255 characters.");
  }
}

}  // namespace

core::Dimensions read_dimensions(core::Params& params, const std::string& operation) {
  core::Dimensions dimensions;
  const Json* list = params.array("Dimensions");
  if (list == nullptr) return dimensions;
  if (list->size() > kMaximumDimensions) {
    params.fail("The collection Dimensions must not have a size greater than 30.");
  }
  for (const Json& item : *list) {
    core::Params dimension(item, operation, "ValidationError", "Dimensions[].");
    std::string name = dimension.string("Name");
    std::string value = dimension.string("Value");
    if (auto error = dimension.finish()) {
      params.fail(*error);
      return {};
    }
    check_length(params, "Dimensions.Name", name);
    dimensions.emplace_back(std::move(name), std::move(value));
  }
  std::sort(dimensions.begin(), dimensions.end());
  const auto twice =
      std::adjacent_find(dimensions.begin(), dimensions.end(),
                         [](const auto& a, const auto& b) { return a.first == b.first; });
  if (twice != dimensions.end()) {
    params.fail("No Dimension name may be given twice, but " + twice->first + " is.");
  }
  return dimensions;
}

core::MetricKey read_metric(core::Params& params, const std::string& operation) {
  core::MetricKey key{params.string("Namespace"), params.string("MetricName"), {}};
  check_length(params, "Namespace", key.name_space);
  check_length(params, "MetricName", key.name);
  if (key.name_space.starts_with(':'))
    params.fail("The parameter Namespace must not begin with ':'");
  key.dimensions = read_dimensions(params, operation);
  return key;
}

std::string read_unit(core::Params& params) {
  std::string unit = params.optional_string("Unit").value_or("");
  if (!unit.empty() && std::find(kUnits.begin(), kUnits.end(), unit) == kUnits.end()) {
    params.fail("The value " + unit + " for parameter Unit is invalid.");
  }
  return unit;
}

std::optional<WallTime> read_timestamp(core::Params& params, const std::string& name) {
  const Json* value = params.any(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number() && std::abs(value->get<double>()) < 9e9) {
    return WallTime(std::chrono::milliseconds(std::llround(value->get<double>() * 1000)));
  }
  if (value->is_string()) {
    if (auto time = parse_iso8601(value->get_ref<const std::string&>())) return time;
  }
  params.fail("The parameter " + name + " must be a timestamp.");
  return std::nullopt;
}

double timestamp(WallTime time) {
  return epoch_seconds(std::chrono::floor<std::chrono::milliseconds>(time));
}

Json dimensions_json(const core::Dimensions& dimensions) {
  Json list = Json::array();
  for (const auto& [name, value] : dimensions) list.push_back({{"Name", name}, {"Value", value}});
  return list;
}

Page read_page(core::Params& params, std::size_t size) {
  Page page{0, size};
  const auto token = params.optional_string("NextToken");
  if (!token) return page;
  const char* end = token->data() + token->size();
  const auto [stop, error] = std::from_chars(token->data(), end, page.begin);
  if (error != std::errc() || stop != end) {
    params.fail(core::ApiError{"InvalidNextToken", "The next token is invalid."});
  }
  return page;
}

void Page::set_next_token(Json& answer, std::size_t total) const {
  if (begin + size < total) answer["NextToken"] = std::to_string(begin + size);
}

// Start and end, at whole minutes as data of the last 15 days is kept.
TimeRange read_time_range(core::Params& params) {
  const auto start = read_timestamp(params, "StartTime");
  const auto end = read_timestamp(params, "EndTime");
  if (!start || !end) {
    params.fail(
        core::ApiError("MissingParameter", "The parameters StartTime and EndTime are required."));
    return {};
  }
  if (*start >= *end) {
    params.fail(core::ApiError("InvalidParameterCombination",
                               "The parameter StartTime must be less than the parameter EndTime."));
  }
  return {std::chrono::floor<std::chrono::minutes>(*start), *end};
}

std::int64_t points_in(const TimeRange& range, Duration period) {
  return (range.end - range.start + period - Duration(1)) / period;
}

std::string read_alarm_name(core::Params& params) {
  std::string name = params.string("AlarmName");
  if (name.empty() || name.size() > 255) {
    params.fail("The parameter AlarmName must have between 1 and 255 characters.");
  }
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      params.fail("The parameter AlarmName must not contain control characters.");
    }
  }
  return name;
}

std::optional<std::string> read_description(core::Params& params) {
  auto description = params.optional_string("AlarmDescription");
  if (description && description->size() > 1024) {
    params.fail("The parameter AlarmDescription must not have more than 1024 characters.");
  }
  return description;
}

}  // namespace spillway::cloudwatch
