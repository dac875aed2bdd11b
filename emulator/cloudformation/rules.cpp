// Rules: what a template demands of its parameters, with their functions Contains, EachMemberEquals
// and EachMemberIn.
#include <algorithm>

#include "emulator/cloudformation/evaluator.hpp"
#include "emulator/cloudformation/schema.hpp"

namespace spillway::cloudformation {
namespace {

// Of every template of CDK: it asks Systems Manager how the account was prepared for CDK. Here it
// is prepared.
constexpr const char* kBootstrap = "CheckBootstrapVersion";

}  // namespace

void Evaluator::check_rules() {
  const bool before = in_conditions_;
  in_conditions_ = true;
  in_rules_ = true;
  for (const auto& rule : template_.rules) {
    if (rule.name != kBootstrap) check_rule(rule);
  }
  in_rules_ = false;
  in_conditions_ = before;
}

void Evaluator::check_rule(const Entry& rule) {
  static const std::vector<std::string> known = {"RuleCondition", "Assertions"};
  const std::string path = "Rules." + rule.name;
  for (const auto& [key, value] : rule.body->members) {
    if (std::find(known.begin(), known.end(), key.scalar) != known.end()) continue;
    report_.add_unknown(key, path + "." + key.scalar, "a rule has no '" + key.scalar + "'",
                        key.scalar, known);
  }
  const Node* assertions = rule.body->find("Assertions");
  if (assertions == nullptr || assertions->kind != Node::Kind::sequence) {
    failed(*rule.key, path, "needs a list of Assertions");
    return;
  }
  const Node* condition = rule.body->find("RuleCondition");
  if (condition != nullptr && !truth(*condition, path + ".RuleCondition").value_or(false)) return;
  for (std::size_t i = 0; i < assertions->items.size(); ++i) {
    check_assertion(assertions->items[i], path + ".Assertions[" + std::to_string(i) + "]");
  }
}

void Evaluator::check_assertion(const Node& assertion, const std::string& path) {
  const Node* demand = assertion.find("Assert");
  if (demand == nullptr) {
    failed(assertion, path, "needs an Assert");
    return;
  }
  if (truth(*demand, path + ".Assert").value_or(true)) return;
  const Node* words = assertion.find("AssertDescription");
  failed(*demand, path + ".Assert", "the parameters do not satisfy the rule",
         words != nullptr ? words->scalar : "");
}

std::optional<bool> Evaluator::membership(const Intrinsic& call, const Node& at,
                                          const std::string& path) {
  const auto* items = list_argument(call, at, path, 2, 2);
  if (items == nullptr) return std::nullopt;
  const auto left = texts(items->front(), path);
  const auto right = texts(items->back(), path);
  if (!left || !right) return std::nullopt;
  const auto holds = [](const std::vector<std::string>& list, const std::string& one) {
    return std::find(list.begin(), list.end(), one) != list.end();
  };
  if (call.name == "Fn::Contains") return holds(*left, right->empty() ? "" : right->front());
  // Of EachMemberEquals the second is one text, of EachMemberIn a list.
  return std::all_of(left->begin(), left->end(),
                     [&](const std::string& one) { return holds(*right, one); });
}

std::optional<std::vector<std::string>> Evaluator::texts(const Node& node,
                                                         const std::string& path) {
  const auto value = evaluate(node, path);
  if (!value || is_unknown(*value)) return std::nullopt;
  if (value->is_scalar()) return std::vector<std::string>{value->scalar};
  std::vector<std::string> list;
  for (const Node& item : value->items) {
    if (is_unknown(item)) return std::nullopt;
    if (!item.is_scalar()) {
      failed(item, path, "a list of strings is needed here");
      return std::nullopt;
    }
    list.push_back(item.scalar);
  }
  return list;
}

}  // namespace spillway::cloudformation
