// The tree of a parsed expression. Private to this folder.
#pragma once

#include <string>
#include <vector>

#include "emulator/cloudwatch/expression.hpp"

namespace spillway::cloudwatch {

struct MathNode {
  enum class Kind { number, text, id, list, operation, call };
  Kind kind = Kind::number;
  double number = 0;
  std::string name{};  ///< id, text, operator ("+", "negate") or function
  std::vector<MathNode> arguments{};
};

/// Whether a function of that name is known; an error says which are not modelled.
MathResult<void> check_function(const std::string& name, std::size_t arguments);

MathResult<MathValue> evaluate_node(const MathNode& node, const MathSource& source);
MathResult<MathValue> apply_operator(const std::string& name, const MathValue& left,
                                     const MathValue& right);
MathResult<MathValue> call_function(const MathNode& call, const MathSource& source);

}  // namespace spillway::cloudwatch
