// Operations on rules; declared in api.hpp.
#include <algorithm>

#include "emulator/alb/api.hpp"

namespace spillway::alb {
namespace {

using core::ApiError;
using core::Params;

Json rule_json(const Rule& rule) {
  const bool is_default = rule.priority == 0;
  return {{"RuleArn", rule.arn},
          {"Priority", is_default ? "default" : std::to_string(rule.priority)},
          {"Conditions", conditions_json(rule.configured.conditions)},
          {"Actions", actions_json(rule.configured.action)},
          {"IsDefault", is_default}};
}

ApiError default_rule_error(const char* what) {
  return {"OperationNotPermitted", std::string("Default rule cannot be ") + what};
}

constexpr std::size_t kMaxRules = 100;  // of a load balancer, without the default ones

ApiError priority_in_use(std::uint32_t priority) {
  return {"PriorityInUse", "Priority '" + std::to_string(priority) + "' is currently in use"};
}

// Would two rules of a listener have the same priority if these had the given ones?
std::optional<ApiError> priority_conflict(
    const std::vector<std::pair<Rule*, std::uint32_t>>& wanted) {
  const auto priority_of = [&](const Rule* rule) {
    const auto it = std::find_if(wanted.begin(), wanted.end(),
                                 [rule](const auto& w) { return w.first == rule; });
    return it == wanted.end() ? rule->priority : it->second;
  };
  for (const auto& [rule, priority] : wanted) {
    for (const Rule* other : rule->listener->by_priority) {
      if (other != rule && priority_of(other) == priority) return priority_in_use(priority);
    }
  }
  return std::nullopt;
}

}  // namespace

core::ApiResult Api::create_rule(const Json& params) {
  const std::string operation = "elbv2:CreateRule";
  Params p(params, operation, kValidation);
  const std::string arn = p.string("ListenerArn");
  const auto priority = static_cast<std::uint32_t>(p.integer("Priority", 1, 50000));
  const Json* conditions = p.array("Conditions");
  const Json* actions = p.array("Actions");
  if (conditions == nullptr) p.fail("The request must contain the parameter Conditions");
  if (actions == nullptr) p.fail("The request must contain the parameter Actions");
  p.inert("Tags");
  if (auto error = p.finish()) return *error;
  Listener* listener = estate_.find_listener(arn);
  if (listener == nullptr) return listener_not_found();
  const bool taken =
      std::any_of(listener->by_priority.begin(), listener->by_priority.end(),
                  [priority](const Rule* rule) { return rule->priority == priority; });
  if (taken) return priority_in_use(priority);
  if (estate_.rules_of(*listener->balancer) >= kMaxRules) {
    return ApiError{"TooManyRules", "The maximum number of rules on load balancer '" +
                                        listener->balancer->arn + "' has been reached"};
  }
  auto read = read_conditions(*conditions, operation);
  if (!read) return read.error();
  auto action = read_action(*actions, *listener->balancer, operation, "Actions");
  if (!action) return action.error();

  listener->rules.push_back(std::make_unique<Rule>());
  Rule& rule = *listener->rules.back();
  std::string suffix = listener->arn.substr(listener->arn.find(":listener/") + 10);
  rule.arn =
      context_.account.arn("elasticloadbalancing", "listener-rule/" + suffix + "/" + ids_.hex(16));
  rule.priority = priority;
  rule.listener = listener;
  rule.configured = {std::move(*read), std::move(*action)};
  listeners_.created(rule);
  return Json{{"Rules", Json::array({rule_json(rule)})}};
}

core::ApiResult Api::modify_rule(const Json& params) {
  const std::string operation = "elbv2:ModifyRule";
  Params p(params, operation, kValidation);
  const std::string arn = p.string("RuleArn");
  const Json* conditions = p.array("Conditions");
  const Json* actions = p.array("Actions");
  if (auto error = p.finish()) return *error;
  Rule* rule = estate_.find_rule(arn);
  if (rule == nullptr) return rule_not_found();
  if (rule->priority == 0) return default_rule_error("modified");
  Routing changed = rule->configured;
  if (conditions != nullptr) {
    auto read = read_conditions(*conditions, operation);
    if (!read) return read.error();
    changed.conditions = std::move(*read);
  }
  if (actions != nullptr) {
    auto action = read_action(*actions, *rule->listener->balancer, operation, "Actions");
    if (!action) return action.error();
    changed.action = std::move(*action);
  }
  rule->configured = std::move(changed);
  listeners_.modified(*rule);
  return Json{{"Rules", Json::array({rule_json(*rule)})}};
}

// All of them or none; what matters is that the priorities differ in the end.
core::ApiResult Api::set_rule_priorities(const Json& params) {
  const std::string operation = "elbv2:SetRulePriorities";
  Params p(params, operation, kValidation);
  const Json* list = p.array("RulePriorities");
  if (list == nullptr) p.fail("The request must contain the parameter RulePriorities");
  if (auto error = p.finish()) return *error;
  std::vector<std::pair<Rule*, std::uint32_t>> wanted;
  for (const auto& item : *list) {
    Params one(item, operation, kValidation, "RulePriorities.");
    const std::string arn = one.string("RuleArn");
    const auto priority = static_cast<std::uint32_t>(one.integer("Priority", 1, 50000));
    if (auto error = one.finish()) return *error;
    Rule* rule = estate_.find_rule(arn);
    if (rule == nullptr) return rule_not_found();
    if (rule->priority == 0) return default_rule_error("modified");
    wanted.emplace_back(rule, priority);
  }
  if (auto error = priority_conflict(wanted)) return *error;
  Json rules = Json::array();
  for (const auto& [rule, priority] : wanted) rule->priority = priority;
  for (const auto& [rule, priority] : wanted) {
    listeners_.reordered(*rule->listener);
    rules.push_back(rule_json(*rule));
  }
  return Json{{"Rules", std::move(rules)}};
}

core::ApiResult Api::delete_rule(const Json& params) {
  Params p(params, "elbv2:DeleteRule", kValidation);
  const std::string arn = p.string("RuleArn");
  if (auto error = p.finish()) return *error;
  Rule* rule = estate_.find_rule(arn);
  if (rule == nullptr) return rule_not_found();
  if (rule->priority == 0) return default_rule_error("deleted");
  listeners_.removed(*rule);
  return Json::object();
}

core::ApiResult Api::describe_rules(const Json& params) {
  Params p(params, "elbv2:DescribeRules", kValidation);
  const auto arns = p.strings("RuleArns");
  const auto listener_arn = p.optional_string("ListenerArn");
  const Page page(p);
  if (arns.empty() == !listener_arn) {
    p.fail("You must specify either listener rule ARNs or a listener ARN");
  }
  if (auto error = p.finish()) return *error;
  std::vector<Json> items;
  for (const auto& arn : arns) {
    const Rule* rule = estate_.find_rule(arn);
    if (rule == nullptr) return rule_not_found();
    items.push_back(rule_json(*rule));
  }
  if (listener_arn) {
    const Listener* listener = estate_.find_listener(*listener_arn);
    if (listener == nullptr) return listener_not_found();
    for (const Rule* rule : listener->by_priority) items.push_back(rule_json(*rule));
    items.push_back(rule_json(*listener->default_rule));
  }
  return page.cut("Rules", std::move(items));
}

}  // namespace spillway::alb
