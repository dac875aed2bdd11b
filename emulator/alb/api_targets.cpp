// Operations on targets; declared in api.hpp.
#include <algorithm>

#include "emulator/alb/api.hpp"
#include "emulator/alb/routing.hpp"

namespace spillway::alb {
namespace {

using core::ApiError;
using core::Params;

struct TargetAddress {
  std::string id;
  std::optional<std::uint16_t> port;
};

// An address must be in the VPC's or another private range (elbv2:TargetDescription.Id).
bool is_private(std::uint32_t address) {
  const auto in = [address](std::uint32_t network, int bits) {
    return address >> (32 - bits) == network >> (32 - bits);
  };
  return in(0x0a000000, 8) || in(0xac100000, 12) || in(0xc0a80000, 16) || in(0x64400000, 10);
}

std::optional<ApiError> target_error(const TargetGroup& group, const TargetAddress& target) {
  if (group.kind == TargetKind::lambda) {
    if (target.port) {
      return ApiError{kValidation, "You cannot specify a port for targets of target type 'lambda'"};
    }
    if (!target.id.starts_with("arn:") || target.id.find(":function:") == std::string::npos) {
      return ApiError{kValidation, "The target ID '" + target.id + "' is not a function's ARN"};
    }
    return std::nullopt;
  }
  const auto address = parse_ipv4(target.id);
  if (!address) {
    return ApiError{kValidation, "The IP address '" + target.id + "' is not a valid IPv4 address"};
  }
  if (!is_private(*address)) {
    return ApiError{"InvalidTarget",
                    "The IP address '" + target.id + "' is not within a private range"};
  }
  return std::nullopt;
}

// Quota "Targets per Target Group per Region (Instances or IP Addresses)".
constexpr std::size_t kMaxAddresses = 1000;

// The parameter Targets, if it is there.
Read<std::vector<TargetAddress>> read_targets(const Json* list, const TargetGroup& group,
                                              const char* operation) {
  std::vector<TargetAddress> targets;
  if (list == nullptr) return targets;
  for (const auto& item : *list) {
    Params p(item, operation, kValidation, "Targets.");
    TargetAddress target{p.string("Id"), {}};
    if (const auto port = p.optional_integer("Port", 1, 65535)) {
      target.port = static_cast<std::uint16_t>(*port);
    }
    p.inert("AvailabilityZone");
    if (auto error = p.finish()) return *error;
    if (auto error = target_error(group, target)) return *error;
    if (group.kind == TargetKind::ip && !target.port) target.port = group.port;
    targets.push_back(std::move(target));
  }
  return targets;
}

// One function per target group (aws-facts A1), which must let the load balancer call it.
std::optional<ApiError> function_error(const TargetGroup& group,
                                       const std::vector<TargetAddress>& targets,
                                       LambdaInvoker& lambda) {
  if (group.kind != TargetKind::lambda) return std::nullopt;
  const bool other_there =
      std::any_of(group.targets.begin(), group.targets.end(),
                  [&](const auto& target) { return target->id != targets.front().id; });
  if (targets.size() > 1 || other_there) {
    return ApiError{"TooManyTargets",
                    "A target group with target type 'lambda' can have one target only"};
  }
  const std::string refusal = lambda.registration_error(targets.front().id, group.arn);
  if (refusal.empty()) return std::nullopt;
  return ApiError{"AccessDenied", refusal, 403};  // UNSOURCED
}

std::optional<ApiError> too_many_addresses(const TargetGroup& group,
                                           const std::vector<TargetAddress>& targets) {
  std::size_t after = group.targets.size();
  for (const auto& target : targets) {
    if (group.find(target.id, target.port.value_or(0)) == nullptr) ++after;
  }
  if (group.kind == TargetKind::lambda || after <= kMaxAddresses) return std::nullopt;
  return ApiError{"TooManyTargets", "The maximum number of targets per target group '" +
                                        std::to_string(kMaxAddresses) + "' has been reached"};
}

Json health_json(const TargetGroup& group, const TargetAddress& address, const Target* target) {
  Json id = {{"Id", address.id}};
  Json json = Json::object();
  if (address.port) id["Port"] = *address.port;
  json["Target"] = std::move(id);
  if (address.port) {
    json["HealthCheckPort"] = std::to_string(group.health_check.port.value_or(*address.port));
  }
  if (target == nullptr) {
    json["TargetHealth"] = {{"State", "unused"},
                            {"Reason", "Target.NotRegistered"},
                            {"Description", "Target is not registered to the target group"}};
    return json;
  }
  Json health = {{"State", std::string(name_of(target->state))}};
  if (!target->reason.empty()) {
    health["Reason"] = std::string(target->reason);
    health["Description"] = target->description;
  }
  json["TargetHealth"] = std::move(health);
  return json;
}

}  // namespace

core::ApiResult Api::register_targets(const Json& params) {
  Params p(params, "elbv2:RegisterTargets", kValidation);
  const std::string arn = p.string("TargetGroupArn");
  const Json* list = p.array("Targets");
  if (list == nullptr || list->empty()) {
    p.fail("The request must contain the parameter Targets");
  }
  if (auto error = p.finish()) return *error;
  TargetGroup* group = estate_.find_group(arn);
  if (group == nullptr) return group_not_found();
  const auto targets = read_targets(list, *group, "elbv2:RegisterTargets");
  if (!targets) return targets.error();
  if (auto error = function_error(*group, *targets, lambda_)) return *error;
  if (auto error = too_many_addresses(*group, *targets)) return *error;
  for (const auto& target : *targets) targets_.add(*group, target.id, target.port.value_or(0));
  return Json::object();
}

core::ApiResult Api::deregister_targets(const Json& params) {
  Params p(params, "elbv2:DeregisterTargets", kValidation);
  const std::string arn = p.string("TargetGroupArn");
  const Json* list = p.array("Targets");
  if (list == nullptr || list->empty()) {
    p.fail("The request must contain the parameter Targets");
  }
  if (auto error = p.finish()) return *error;
  TargetGroup* group = estate_.find_group(arn);
  if (group == nullptr) return group_not_found();
  const auto targets = read_targets(list, *group, "elbv2:DeregisterTargets");
  if (!targets) return targets.error();
  for (const auto& target : *targets) targets_.remove(*group, target.id, target.port.value_or(0));
  return Json::object();
}

core::ApiResult Api::describe_target_health(const Json& params) {
  Params p(params, "elbv2:DescribeTargetHealth", kValidation);
  const std::string arn = p.string("TargetGroupArn");
  const Json* list = p.array("Targets");
  if (auto error = p.finish()) return *error;
  const TargetGroup* group = estate_.find_group(arn);
  if (group == nullptr) return group_not_found();
  auto wanted = read_targets(list, *group, "elbv2:DescribeTargetHealth");
  if (!wanted) return wanted.error();
  if (wanted->empty()) {
    for (const auto& target : group->targets) {
      TargetAddress address{target->id, {}};
      if (target->port != 0) address.port = target->port;
      wanted->push_back(std::move(address));
    }
  }
  Json descriptions = Json::array();
  for (const auto& address : *wanted) {
    const Target* target = group->find(address.id, address.port.value_or(0));
    descriptions.push_back(health_json(*group, address, target));
  }
  return Json{{"TargetHealthDescriptions", std::move(descriptions)}};
}

}  // namespace spillway::alb
