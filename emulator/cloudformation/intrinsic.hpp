// Intrinsic: recognises a function call in a template, in its short form (!Ref x) and its long one
// ({"Ref": "x"}). Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/document/document.hpp"

namespace spillway::cloudformation {

using document::Node;

struct Intrinsic {
  std::string name;      ///< as in the long form: "Ref", "Fn::GetAtt", "Condition"
  const Node* argument;  ///< points into the document; its own tag, if `is_short`, is this call's
  bool is_short;
};

/// Nothing if `node` is no call. A call with further keys beside it is still one: see
/// has_siblings().
std::optional<Intrinsic> find_intrinsic(const Node& node);
/// A function must be the only key of its mapping.
bool has_siblings(const Node& node);

/// As people write it: "!Ref" of a short form, else "Ref".
std::string spelled(const Intrinsic& call);

enum class FunctionStatus { value, condition, rule, not_modelled, unknown };
FunctionStatus function_status(std::string_view name);
/// For "did you mean".
std::vector<std::string> function_names(bool short_form);

}  // namespace spillway::cloudformation
