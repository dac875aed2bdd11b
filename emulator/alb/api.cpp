#include "emulator/alb/api.hpp"

#include <algorithm>

namespace spillway::alb {
namespace {

using Resources = std::function<std::vector<std::string>(const Json&)>;

// The value of a parameter that is a string, or "".
std::string text_at(const Json& params, const char* name) {
  const auto it = params.is_object() ? params.find(name) : params.end();
  return params.is_object() && it != params.end() && it->is_string() ? it->get<std::string>() : "";
}

// IAM checks a call against the ARN in that parameter.
Resources arn_in(const char* parameter) {
  return [parameter](const Json& params) {
    return std::vector<std::string>{text_at(params, parameter)};
  };
}

}  // namespace

Api::Api(core::Context& context, Estate& estate, Targets& targets, Listeners& listeners,
         Accounting& accounting, LambdaInvoker& lambda)
    : context_(context),
      estate_(estate),
      targets_(targets),
      listeners_(listeners),
      accounting_(accounting),
      lambda_(lambda),
      ids_(context.runtime.rng("elbv2/ids")) {}

void Api::add_operations() {
  const auto add = [this](const char* action, Result (Api::*method)(const Json&),
                          Resources resources = {}) {
    context_.operations.add(
        "elbv2", action,
        [this, method](const Json& params, const core::CallContext&) {
          return (this->*method)(params);
        },
        std::move(resources));
  };
  // A thing that is to be made has no id yet: the caller needs the permission for any.
  const auto to_be_named = [this](const char* kind) -> Resources {
    return [this, kind = std::string(kind)](const Json& params) {
      const std::string name = kind + "/" + text_at(params, "Name") + "/*";
      return std::vector<std::string>{context_.account.arn("elasticloadbalancing", name)};
    };
  };
  add("CreateLoadBalancer", &Api::create_load_balancer, to_be_named("loadbalancer/app"));
  add("DeleteLoadBalancer", &Api::delete_load_balancer, arn_in("LoadBalancerArn"));
  add("DescribeLoadBalancers", &Api::describe_load_balancers);
  add("ModifyLoadBalancerAttributes", &Api::modify_load_balancer_attributes,
      arn_in("LoadBalancerArn"));
  add("DescribeLoadBalancerAttributes", &Api::describe_load_balancer_attributes);
  add("CreateTargetGroup", &Api::create_target_group, to_be_named("targetgroup"));
  add("ModifyTargetGroup", &Api::modify_target_group, arn_in("TargetGroupArn"));
  add("DeleteTargetGroup", &Api::delete_target_group, arn_in("TargetGroupArn"));
  add("DescribeTargetGroups", &Api::describe_target_groups);
  add("ModifyTargetGroupAttributes", &Api::modify_target_group_attributes,
      arn_in("TargetGroupArn"));
  add("DescribeTargetGroupAttributes", &Api::describe_target_group_attributes);
  add("RegisterTargets", &Api::register_targets, arn_in("TargetGroupArn"));
  add("DeregisterTargets", &Api::deregister_targets, arn_in("TargetGroupArn"));
  add("DescribeTargetHealth", &Api::describe_target_health);
  add("CreateListener", &Api::create_listener, arn_in("LoadBalancerArn"));
  add("ModifyListener", &Api::modify_listener, arn_in("ListenerArn"));
  add("DeleteListener", &Api::delete_listener, arn_in("ListenerArn"));
  add("DescribeListeners", &Api::describe_listeners);
  add("ModifyListenerAttributes", &Api::modify_listener_attributes, arn_in("ListenerArn"));
  add("DescribeListenerAttributes", &Api::describe_listener_attributes);
  add("CreateRule", &Api::create_rule, arn_in("ListenerArn"));
  add("ModifyRule", &Api::modify_rule, arn_in("RuleArn"));
  add("SetRulePriorities", &Api::set_rule_priorities, [](const Json& params) {
    std::vector<std::string> arns;
    const auto list = params.is_object() ? params.find("RulePriorities") : params.end();
    if (!params.is_object() || list == params.end() || !list->is_array()) return arns;
    for (const auto& item : *list) arns.push_back(text_at(item, "RuleArn"));
    return arns;
  });
  add("DeleteRule", &Api::delete_rule, arn_in("RuleArn"));
  add("DescribeRules", &Api::describe_rules);
}

Read<Action> Api::read_action(const Json& list, const LoadBalancer& balancer,
                              const std::string& operation, const std::string& path) const {
  auto action = read_actions(list, estate_, operation, path);
  if (!action) return action;
  if (auto error = association_error(*action, balancer, estate_)) return *error;
  return action;
}

bool is_name(const std::string& name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && name.size() <= 32 && name.front() != '-' && name.back() != '-' &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

core::ApiError balancer_not_found() {
  return {"LoadBalancerNotFound", "One or more load balancers not found"};
}

core::ApiError listener_not_found() {
  return {"ListenerNotFound", "One or more listeners not found"};
}

core::ApiError rule_not_found() { return {"RuleNotFound", "One or more rules not found"}; }

Page::Page(core::Params& p) {
  const auto size = p.optional_integer("PageSize", 1, 400);
  const auto marker = p.optional_integer("Marker", 0, INT32_MAX);
  if (size) size_ = static_cast<std::size_t>(*size);
  if (marker) start_ = static_cast<std::size_t>(*marker);
}

Json Page::cut(const char* member, std::vector<Json> items) const {
  const std::size_t begin = std::min(start_, items.size());
  const std::size_t end = std::min(begin + size_, items.size());
  Json page = Json::array();
  for (std::size_t i = begin; i < end; ++i) page.push_back(std::move(items[i]));
  Json result = {{member, std::move(page)}};
  if (end < items.size()) result["NextMarker"] = std::to_string(end);
  return result;
}

}  // namespace spillway::alb
