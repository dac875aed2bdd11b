// The functions of metric math.
#include <algorithm>
#include <array>
#include <cmath>

#include "emulator/cloudwatch/math_node.hpp"

namespace spillway::cloudwatch {
namespace {

using Values = std::vector<MathValue>;
using Result = MathResult<MathValue>;

Result wrong(const std::string& function, const std::string& wanted) {
  return MathError{function + " wants " + wanted, false};
}

std::optional<double> number_or_nothing(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

/// Applies `change` to every point, or to the number.
template <class Change>
MathValue each_point(const MathValue& value, Change change) {
  const auto map = [&](const Series& series) {
    Series result(series.size());
    for (std::size_t i = 0; i < series.size(); ++i) {
      if (series[i]) result[i] = number_or_nothing(change(*series[i]));
    }
    return result;
  };
  if (const auto* number = std::get_if<double>(&value)) return change(*number);
  if (const auto* series = std::get_if<Series>(&value)) return map(*series);
  std::vector<Series> results;
  for (const Series& series : std::get<std::vector<Series>>(value)) results.push_back(map(series));
  return results;
}

/// Applies `change` to every series as a whole.
template <class Change>
Result each_series(const std::string& name, const MathValue& value, Change change) {
  if (const auto* series = std::get_if<Series>(&value)) return MathValue(change(*series));
  if (std::holds_alternative<double>(value)) return wrong(name, "a time series");
  std::vector<Series> results;
  for (const Series& one : std::get<std::vector<Series>>(value)) results.push_back(change(one));
  return MathValue(std::move(results));
}

double standard_deviation(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  const double mean = sum / static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

/// Of at least one value.
double aggregate(const std::string& name, const std::vector<double>& values) {
  if (name == "MAX") return *std::max_element(values.begin(), values.end());
  if (name == "MIN") return *std::min_element(values.begin(), values.end());
  if (name == "STDDEV") return standard_deviation(values);
  double sum = 0;
  for (const double value : values) sum += value;
  return name == "SUM" ? sum : sum / static_cast<double>(values.size());
}

/// A list becomes one series, point by point; a series becomes one number. What is missing does
/// not count.
Result aggregate(const std::string& name, const MathValue& value, std::size_t points) {
  if (std::holds_alternative<double>(value)) return value;
  std::vector<double> present;
  if (const auto* series = std::get_if<Series>(&value)) {
    for (const auto& point : *series) {
      if (point) present.push_back(*point);
    }
    return MathValue(present.empty() ? std::nan("") : aggregate(name, present));
  }
  Series result(points);
  for (std::size_t i = 0; i < points; ++i) {
    present.clear();
    for (const Series& series : std::get<std::vector<Series>>(value)) {
      if (series[i]) present.push_back(*series[i]);
    }
    if (!present.empty()) result[i] = number_or_nothing(aggregate(name, present));
  }
  return MathValue(std::move(result));
}

/// DIFF, DIFF_TIME and RATE: against the point before that is there.
Series against_previous(const std::string& name, const Series& series, double period) {
  Series result(series.size());
  std::optional<std::size_t> before;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (!series[i]) continue;
    if (before) {
      const double seconds = static_cast<double>(i - *before) * period;
      const double difference = *series[i] - *series[*before];
      result[i] = number_or_nothing(name == "DIFF"   ? difference
                                    : name == "RATE" ? difference / seconds
                                                     : seconds);
    }
    before = i;
  }
  return result;
}

Series running_sum(const Series& series) {
  Series result(series.size());
  double sum = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series[i]) result[i] = number_or_nothing(sum += *series[i]);
  }
  return result;
}

Series fill_linear(Series series) {
  std::optional<std::size_t> before;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (!series[i]) continue;
    for (std::size_t gap = before ? *before + 1 : i; gap < i; ++gap) {
      const double share = static_cast<double>(gap - *before) / static_cast<double>(i - *before);
      series[gap] = number_or_nothing(*series[*before] + share * (*series[i] - *series[*before]));
    }
    before = i;
  }
  return series;
}

Series fill_repeating(Series series) {
  for (std::size_t i = 1; i < series.size(); ++i) {
    if (!series[i]) series[i] = series[i - 1];
  }
  return series;
}

Series fill_with(Series series, const std::optional<double>& value) {
  for (auto& point : series) {
    if (!point) point = value;
  }
  return series;
}

Result fill(const MathNode& call, const MathValue& value, const MathSource& source) {
  const MathNode& how = call.arguments[1];
  if (how.kind == MathNode::Kind::text && how.name == "LINEAR") {
    return each_series("FILL", value, fill_linear);
  }
  if (how.kind == MathNode::Kind::text && how.name == "REPEAT") {
    return each_series("FILL", value, fill_repeating);
  }
  const auto filler = evaluate_node(how, source);
  if (!filler) return filler.error();
  const auto* number = std::get_if<double>(&*filler);
  if (number == nullptr) return wrong("FILL", "a number, REPEAT or LINEAR as its second argument");
  return each_series("FILL", value, [&](const Series& series) {
    return fill_with(series, number_or_nothing(*number));
  });
}

/// A number is a series of itself; nothing: a list of series.
std::optional<Series> as_series(const MathValue& value, std::size_t points) {
  if (const auto* series = std::get_if<Series>(&value)) return *series;
  if (const auto* number = std::get_if<double>(&value)) {
    return Series(points, number_or_nothing(*number));
  }
  return std::nullopt;
}

/// IF chooses point by point; of three numbers it is a number. What kind it is does not depend on
/// the data, so that an alarm's expression can be checked beforehand.
Result choose(const Values& values, std::size_t points) {
  const auto is_number = [](const MathValue& value) {
    return std::holds_alternative<double>(value);
  };
  if (std::all_of(values.begin(), values.end(), is_number)) {
    return std::get<double>(values[0]) != 0 ? values[1] : values[2];
  }
  const auto condition = as_series(values[0], points);
  const auto then = as_series(values[1], points);
  const auto otherwise = as_series(values[2], points);
  if (!condition || !then || !otherwise) return wrong("IF", "numbers and single time series");
  Series result(points);
  for (std::size_t i = 0; i < points; ++i) {
    const auto& asked = (*condition)[i];
    if (asked) result[i] = *asked != 0 ? (*then)[i] : (*otherwise)[i];
  }
  return MathValue(std::move(result));
}

Result metrics(const MathNode& call, const MathSource& source) {
  if (call.arguments.empty()) return MathValue(source.metrics(""));
  const MathNode& text = call.arguments[0];
  if (text.kind != MathNode::Kind::text) return wrong("METRICS", "nothing or a text in quotes");
  return MathValue(source.metrics(text.name));
}

struct Function {
  const char* name;
  std::size_t fewest;
  std::size_t most;
};

constexpr std::array kFunctions = {
    Function{"ABS", 1, 1},          Function{"AVG", 1, 1},         Function{"CEIL", 1, 1},
    Function{"DIFF", 1, 1},         Function{"DIFF_TIME", 1, 1},   Function{"FILL", 2, 2},
    Function{"FLOOR", 1, 1},        Function{"IF", 3, 3},          Function{"LOG", 1, 1},
    Function{"LOG10", 1, 1},        Function{"MAX", 1, 1},         Function{"METRICS", 0, 1},
    Function{"METRIC_COUNT", 1, 1}, Function{"MIN", 1, 1},         Function{"PERIOD", 1, 1},
    Function{"RATE", 1, 1},         Function{"RUNNING_SUM", 1, 1}, Function{"STDDEV", 1, 1},
    Function{"SUM", 1, 1},          Function{"TIME_SERIES", 1, 1}};

Result call_with(const MathNode& call, const Values& values, const MathSource& source) {
  const std::string& name = call.name;
  const MathValue& first = values.front();
  if (name == "ABS") return each_point(first, [](double x) { return std::abs(x); });
  if (name == "CEIL") return each_point(first, [](double x) { return std::ceil(x); });
  if (name == "FLOOR") return each_point(first, [](double x) { return std::floor(x); });
  if (name == "LOG") return each_point(first, [](double x) { return std::log(x); });
  if (name == "LOG10") return each_point(first, [](double x) { return std::log10(x); });
  if (name == "DIFF" || name == "DIFF_TIME" || name == "RATE") {
    const auto period = static_cast<double>(source.period.count());
    return each_series(
        name, first, [&](const Series& series) { return against_previous(name, series, period); });
  }
  if (name == "RUNNING_SUM") return each_series(name, first, running_sum);
  if (name == "FILL") return fill(call, first, source);
  if (name == "PERIOD") {
    if (!std::holds_alternative<Series>(first)) return wrong(name, "a time series");
    return MathValue(static_cast<double>(source.period.count()));
  }
  if (name == "METRIC_COUNT") {
    const auto* several = std::get_if<std::vector<Series>>(&first);
    return MathValue(several != nullptr ? static_cast<double>(several->size()) : 1.0);
  }
  if (name == "TIME_SERIES") {
    const auto* number = std::get_if<double>(&first);
    if (number == nullptr) return wrong(name, "a number");
    return MathValue(Series(source.points, number_or_nothing(*number)));
  }
  return aggregate(name, first, source.points);
}

}  // namespace

MathResult<void> check_function(const std::string& name, std::size_t arguments) {
  for (const Function& known : kFunctions) {
    if (name != known.name) continue;
    if (arguments >= known.fewest && arguments <= known.most) return {};
    return MathError{name + " wants " + std::to_string(known.most) + " argument(s), not " +
                         std::to_string(arguments),
                     false};
  }
  return MathError{"the function " + name + " of metric math", true};
}

MathResult<MathValue> call_function(const MathNode& call, const MathSource& source) {
  if (call.name == "METRICS") return metrics(call, source);
  Values values;
  for (const MathNode& argument : call.arguments) {
    const bool is_word = call.name == "FILL" && argument.kind == MathNode::Kind::text;
    if (is_word) continue;
    auto value = evaluate_node(argument, source);
    if (!value) return value.error();
    values.push_back(std::move(*value));
  }
  if (values.empty()) return wrong(call.name, "a time series");
  if (call.name == "IF") return choose(values, source.points);
  return call_with(call, values, source);
}

}  // namespace spillway::cloudwatch
