// What + - * / ^, comparisons and AND OR do with numbers, series and lists of series.
#include <cmath>

#include "emulator/cloudwatch/math_node.hpp"

namespace spillway::cloudwatch {
namespace {

std::optional<double> number_or_nothing(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

double combine(const std::string& name, double left, double right) {
  if (name == "+") return left + right;
  if (name == "-") return left - right;
  if (name == "*") return left * right;
  if (name == "/") return left / right;
  if (name == "^") return std::pow(left, right);
  if (name == "==") return left == right ? 1 : 0;
  if (name == "!=") return left != right ? 1 : 0;
  if (name == "<") return left < right ? 1 : 0;
  if (name == "<=") return left <= right ? 1 : 0;
  if (name == ">") return left > right ? 1 : 0;
  if (name == ">=") return left >= right ? 1 : 0;
  if (name == "AND") return left != 0 && right != 0 ? 1 : 0;
  return left != 0 || right != 0 ? 1 : 0;
}

// A point exists only where both sides have one.
Series combine(const std::string& name, const Series& left, const Series& right) {
  Series result(left.size());
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
    if (left[i] && right[i]) result[i] = number_or_nothing(combine(name, *left[i], *right[i]));
  }
  return result;
}

Series constant(double value, std::size_t points) {
  return Series(points, number_or_nothing(value));
}

Series combine(const std::string& name, const Series& left, double right) {
  return combine(name, left, constant(right, left.size()));
}
Series combine(const std::string& name, double left, const Series& right) {
  return combine(name, constant(left, right.size()), right);
}

struct Combine {
  const std::string& name;

  MathResult<MathValue> operator()(double left, double right) const {
    return MathValue(combine(name, left, right));
  }
  MathResult<MathValue> operator()(const std::vector<Series>&, const std::vector<Series>&) const {
    return MathError{"'" + name + "' stands between two lists of time series", false};
  }
  template <class Other>
  MathResult<MathValue> operator()(const std::vector<Series>& left, const Other& right) const {
    std::vector<Series> result;
    for (const Series& one : left) result.push_back(combine(name, one, right));
    return MathValue(std::move(result));
  }
  template <class Other>
  MathResult<MathValue> operator()(const Other& left, const std::vector<Series>& right) const {
    std::vector<Series> result;
    for (const Series& one : right) result.push_back(combine(name, left, one));
    return MathValue(std::move(result));
  }
  template <class Left, class Right>
  MathResult<MathValue> operator()(const Left& left, const Right& right) const {
    return MathValue(combine(name, left, right));
  }
};

// The items of a list, each a series.
MathResult<MathValue> evaluate_list(const MathNode& list, const MathSource& source) {
  std::vector<Series> all;
  for (const MathNode& item : list.arguments) {
    auto value = evaluate_node(item, source);
    if (!value) return value.error();
    if (auto* series = std::get_if<Series>(&*value)) {
      all.push_back(std::move(*series));
    } else if (auto* several = std::get_if<std::vector<Series>>(&*value)) {
      all.insert(all.end(), several->begin(), several->end());
    } else {
      all.push_back(constant(std::get<double>(*value), source.points));
    }
  }
  return MathValue(std::move(all));
}

}  // namespace

MathResult<MathValue> apply_operator(const std::string& name, const MathValue& left,
                                     const MathValue& right) {
  return std::visit(Combine{name}, left, right);
}

MathResult<MathValue> evaluate_node(const MathNode& node, const MathSource& source) {
  switch (node.kind) {
    case MathNode::Kind::number:
      return MathValue(node.number);
    case MathNode::Kind::id:
      return source.value_of(node.name);
    case MathNode::Kind::list:
      return evaluate_list(node, source);
    case MathNode::Kind::call:
      return call_function(node, source);
    case MathNode::Kind::text:
      return MathError{"the text \"" + node.name + "\" is out of place", false};
    case MathNode::Kind::operation:
      break;
  }
  const auto left = evaluate_node(node.arguments[0], source);
  if (!left) return left.error();
  const auto right = evaluate_node(node.arguments[1], source);
  if (!right) return right.error();
  return apply_operator(node.name, *left, *right);
}

}  // namespace spillway::cloudwatch
