// The functions of conditions: Equals, And, Or, Not, Condition.
#include <algorithm>

#include "emulator/cloudformation/evaluator.hpp"
#include "emulator/cloudformation/schema.hpp"

namespace spillway::cloudformation {
namespace {

/// And and Or take two to ten (CloudFormation user guide, "Condition functions").
constexpr std::size_t kMostConditions = 10;

std::optional<Intrinsic> find_condition(const Node& node) {
  if (node.tag.empty() && node.members.size() == 1 && node.members[0].first.scalar == "Condition") {
    return Intrinsic{"Condition", &node.members[0].second, false};
  }
  return find_intrinsic(node);
}

}  // namespace

bool Evaluator::condition(std::string_view name, const Node& at, const std::string& path) {
  const auto known = conditions_.find(name);
  if (known != conditions_.end()) return known->second.value_or(false);
  const Entry* entry = find_entry(template_.conditions, name);
  if (entry == nullptr) {
    report_.add_unknown(at, path, "there is no condition '" + std::string(name) + "'", name,
                        names_of(template_.conditions));
    return false;
  }
  const auto again = std::find(evaluating_.begin(), evaluating_.end(), name);
  if (again != evaluating_.end()) {
    std::string cycle;
    for (auto it = again; it != evaluating_.end(); ++it) cycle += *it + " -> ";
    failed(at, path, "the conditions need each other: " + cycle + std::string(name));
    return false;
  }
  evaluating_.emplace_back(name);
  const bool before = in_conditions_;
  in_conditions_ = true;
  const auto value = truth(*entry->body, "Conditions." + entry->name);
  in_conditions_ = before;
  evaluating_.pop_back();
  conditions_[entry->name] = value;
  return value.value_or(false);
}

bool Evaluator::is_created(const ResourceEntry& resource) {
  return resource.condition == nullptr ||
         condition(resource.condition->scalar, *resource.condition, resource.path() + ".Condition");
}

void Evaluator::check_conditions() {
  for (const auto& entry : template_.conditions) {
    condition(entry.name, *entry.key, "Conditions." + entry.name);
  }
}

std::optional<bool> Evaluator::truth(const Node& node, const std::string& path) {
  const auto call = find_condition(node);
  if (!call || has_siblings(node)) {
    failed(node, path,
           "a condition must be one of Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition");
    return std::nullopt;
  }
  switch (function_status(call->name)) {
    case FunctionStatus::condition:
      return truth_of_call(*call, node, path);
    case FunctionStatus::rule:
      if (in_rules_) return membership(*call, node, path);
      failed(node, path, spelled(*call) + " may stand in Rules only");
      return std::nullopt;
    case FunctionStatus::unknown:
      report_.add_unknown(node, path, not_modelled("the function " + spelled(*call)),
                          spelled(*call), function_names(call->is_short));
      return std::nullopt;
    case FunctionStatus::not_modelled:
      failed(node, path, not_modelled("the function " + spelled(*call)));
      return std::nullopt;
    case FunctionStatus::value:
      break;
  }
  failed(node, path, spelled(*call) + " is no condition", "compare it with Fn::Equals");
  return std::nullopt;
}

std::optional<bool> Evaluator::truth_of_call(const Intrinsic& call, const Node& at,
                                             const std::string& path) {
  if (call.name == "Fn::Equals") return equals(call, at, path);
  if (call.name == "Condition") {
    if (call.argument->kind == Node::Kind::string) {
      return condition(call.argument->scalar, at, path);
    }
    failed(at, path, spelled(call) + " needs the name of a condition");
    return std::nullopt;
  }
  const bool is_not = call.name == "Fn::Not";
  const auto* items = list_argument(call, at, path, is_not ? 1 : 2, is_not ? 1 : kMostConditions);
  if (items == nullptr) return std::nullopt;
  bool all = true;
  bool any = false;
  for (const auto& item : *items) {
    const auto value = truth(item, path);
    if (!value) return std::nullopt;
    all = all && *value;
    any = any || *value;
  }
  if (is_not) return !all;
  return call.name == "Fn::And" ? all : any;
}

std::optional<bool> Evaluator::equals(const Intrinsic& call, const Node& at,
                                      const std::string& path) {
  const auto* items = list_argument(call, at, path, 2, 2);
  if (items == nullptr) return std::nullopt;
  const auto left = text(items->front(), path);
  const auto right = text(items->back(), path);
  if (!left || !right) return std::nullopt;
  return *left == *right;
}

}  // namespace spillway::cloudformation
