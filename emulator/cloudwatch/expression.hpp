// Expression: metric math, parsed once and evaluated over time series.
//
// Immutable, any thread. Known: numbers, ids, [lists], + - * / ^, comparisons, AND OR (&& ||), and
// ABS AVG CEIL DIFF DIFF_TIME FILL FLOOR IF LOG LOG10 MAX METRICS METRIC_COUNT MIN PERIOD RATE
// RUNNING_SUM STDDEV SUM TIME_SERIES. Every other function is refused by name. Source: CloudWatch
// user guide, "Using metric math". UNSOURCED: a result that is no number (x / 0) is a missing
// point.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace spillway::cloudwatch {

/// A value for each period of a time range, oldest first; nothing: missing.
using Series = std::vector<std::optional<double>>;

/// What an expression is: a number, a time series, or several.
using MathValue = std::variant<double, Series, std::vector<Series>>;

/// Why an expression cannot be parsed or evaluated.
struct MathError {
  std::string message;
  bool not_modelled = false;  ///< not wrong, but refused by name
};

[[noreturn]] inline void throw_exception_from_error(const MathError& error,
                                                    const boost::source_location&) {
  throw std::logic_error("unexpected error of metric math: " + error.message);
}

template <class T>
using MathResult = boost::system::result<T, MathError>;

/// Where an expression's values come from.
struct MathSource {
  std::size_t points = 0;  ///< of every series
  std::chrono::seconds period{60};
  std::function<MathResult<MathValue>(const std::string& id)> value_of;
  /// The series of all metrics, without expressions: METRICS(); those whose id or label has the
  /// text: METRICS("text").
  std::function<std::vector<Series>(const std::string& text)> metrics;
};

struct MathNode;

class Expression {
 public:
  static constexpr std::size_t kMaximumBytes = 2048;
  static constexpr int kMaximumDepth = 50;  ///< UNSOURCED

  static MathResult<Expression> parse(std::string_view text);

  MathResult<MathValue> evaluate(const MathSource& source) const;
  /// The ids that it names, each once.
  std::vector<std::string> ids() const;
  const std::string& text() const { return text_; }

 private:
  Expression() = default;
  std::string text_;
  std::shared_ptr<const MathNode> root_;
};

}  // namespace spillway::cloudwatch
