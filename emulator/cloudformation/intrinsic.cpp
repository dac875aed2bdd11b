#include "emulator/cloudformation/intrinsic.hpp"

#include <algorithm>
#include <array>

namespace spillway::cloudformation {
namespace {

constexpr std::array<std::string_view, 11> kValues = {
    "Ref",    "Fn::GetAtt",    "Fn::Sub",    "Fn::Join",   "Fn::Select", "Fn::Split",
    "Fn::If", "Fn::FindInMap", "Fn::GetAZs", "Fn::Base64", "Fn::Cidr"};
constexpr std::array<std::string_view, 5> kConditions = {"Fn::Equals", "Fn::And", "Fn::Or",
                                                         "Fn::Not", "Condition"};
constexpr std::array<std::string_view, 3> kRules = {"Fn::Contains", "Fn::EachMemberEquals",
                                                    "Fn::EachMemberIn"};
constexpr std::array<std::string_view, 8> kNotModelled = {
    "Fn::ImportValue", "Fn::Transform", "Fn::Length",  "Fn::ToJsonString",
    "Fn::ForEach",     "Fn::RefAll",    "Fn::ValueOf", "Fn::ValueOfAll"};

template <class List>
bool holds(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// `Condition` as a key is a function only in conditions; elsewhere, as in a policy, it is a key.
bool names_function(std::string_view key) { return key == "Ref" || key.starts_with("Fn::"); }

std::string short_name(std::string_view name) {
  if (name.starts_with("Fn::")) name.remove_prefix(4);
  return "!" + std::string(name);
}

}  // namespace

std::optional<Intrinsic> find_intrinsic(const Node& node) {
  if (node.tag.starts_with('!')) {
    const std::string bare = node.tag.substr(1);
    const bool plain = bare == "Ref" || bare == "Condition";
    return Intrinsic{plain ? bare : "Fn::" + bare, &node, true};
  }
  for (const auto& [key, value] : node.members) {
    if (names_function(key.scalar)) return Intrinsic{key.scalar, &value, false};
  }
  return std::nullopt;
}

bool has_siblings(const Node& node) { return node.tag.empty() && node.members.size() > 1; }

std::string spelled(const Intrinsic& call) {
  return call.is_short ? short_name(call.name) : call.name;
}

FunctionStatus function_status(std::string_view name) {
  if (holds(kValues, name)) return FunctionStatus::value;
  if (holds(kConditions, name)) return FunctionStatus::condition;
  if (holds(kRules, name)) return FunctionStatus::rule;
  return holds(kNotModelled, name) ? FunctionStatus::not_modelled : FunctionStatus::unknown;
}

std::vector<std::string> function_names(bool short_form) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    names.push_back(short_form ? short_name(name) : std::string(name));
  };
  for (const auto name : kValues) add(name);
  for (const auto name : kConditions) add(name);
  return names;
}

}  // namespace spillway::cloudformation
