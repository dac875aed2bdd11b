// Operations on target groups; declared in api.hpp.
#include "emulator/alb/api.hpp"
#include "emulator/alb/attributes.hpp"
#include "emulator/alb/lambda_event.hpp"
#include "emulator/alb/slow_start.hpp"

namespace spillway::alb {
namespace {

using core::ApiError;
using core::Params;

HealthCheck default_health_check(TargetKind kind) {
  HealthCheck check;
  if (kind == TargetKind::lambda) {  // aws-facts A5; the model's text on the last one
    check.enabled = false;
    check.interval_s = 35;
    check.timeout_s = 30;
    check.unhealthy_threshold = 5;
  }
  return check;
}

void refuse_for_lambda(Params& p, const char* name) {
  if (p.has(name)) {
    p.fail(ApiError{kValidation, std::string(name) +
                                     " cannot be specified for target groups with target type "
                                     "'lambda'"});
  }
}

void read_http_only(Params& p, const char* name) {
  const auto protocol = p.optional_choice(
      name, {"HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"});
  if (protocol && *protocol != "HTTP") {
    p.fail(core::not_modelled(std::string(name) + " " + *protocol));
  }
}

void read_matcher(Params& p, HealthCheck& check) {
  const Json* json = p.object("Matcher");
  if (json == nullptr) return;
  Params inner(*json, "elbv2:CreateTargetGroup", kValidation, "Matcher.");
  const std::string text = inner.string("HttpCode");
  const auto matcher = parse_matcher(text);
  if (!matcher) {
    inner.fail("Health check matcher HTTP code '" + text +
               "' must be within '200-499' inclusive, as in '200', '200,202' or '200-299'");
  }
  if (auto error = inner.finish()) return p.fail(*error);
  check.matcher = *matcher;
}

void read_health_check_port(Params& p, HealthCheck& check) {
  const auto text = p.optional_string("HealthCheckPort");
  if (!text) return;
  check.port.reset();
  if (*text == "traffic-port") return;
  const Json one = {{"HealthCheckPort", *text}};
  Params number(one, "elbv2:CreateTargetGroup", kValidation);
  check.port = static_cast<std::uint16_t>(number.integer("HealthCheckPort", 1, 65535));
  if (auto error = number.finish()) p.fail(*error);
}

// What Create and Modify have in common (aws-facts A5 for the ranges).
void read_health_check(Params& p, TargetKind kind, HealthCheck& check) {
  if (kind == TargetKind::lambda) {
    refuse_for_lambda(p, "HealthCheckProtocol");
    refuse_for_lambda(p, "HealthCheckPort");
  } else {
    read_http_only(p, "HealthCheckProtocol");
    read_health_check_port(p, check);
  }
  check.enabled = p.optional_boolean("HealthCheckEnabled").value_or(check.enabled);
  check.path = p.optional_string("HealthCheckPath").value_or(check.path);
  check.interval_s =
      p.optional_integer("HealthCheckIntervalSeconds", 5, 300).value_or(check.interval_s);
  check.timeout_s =
      p.optional_integer("HealthCheckTimeoutSeconds", 2, 120).value_or(check.timeout_s);
  const auto healthy = p.optional_integer("HealthyThresholdCount", 2, 10);
  const auto unhealthy = p.optional_integer("UnhealthyThresholdCount", 2, 10);
  if (healthy) check.healthy_threshold = static_cast<int>(*healthy);
  if (unhealthy) check.unhealthy_threshold = static_cast<int>(*unhealthy);
  read_matcher(p, check);
  if (!check.path.starts_with('/') || check.path.size() > 1024) {
    p.fail("Health check path '" + check.path + "' must begin with '/' and be at most 1024 long");
  }
  if (check.interval_s <= check.timeout_s) {
    p.fail("Health check interval must be greater than the timeout.");
  }
  if (!check.enabled && kind == TargetKind::ip) {
    p.fail("Health check enabled must be true for target groups with target type 'ip'");
  }
}

void read_address(Params& p, TargetGroup& group) {
  if (group.kind == TargetKind::lambda) {
    for (const char* name : {"Protocol", "ProtocolVersion", "Port", "VpcId", "IpAddressType"}) {
      refuse_for_lambda(p, name);
    }
    return;
  }
  if (!p.has("Protocol")) p.fail("A protocol must be specified");
  if (!p.has("Port")) p.fail("A port must be specified");
  if (!p.has("VpcId")) p.fail("A VPC ID must be specified");
  read_http_only(p, "Protocol");
  const auto version = p.optional_choice("ProtocolVersion", {"HTTP1", "HTTP2", "GRPC"});
  if (version && *version != "HTTP1") {
    p.fail(core::not_modelled("the protocol version " + *version));
  }
  group.port = static_cast<std::uint16_t>(p.optional_integer("Port", 1, 65535).value_or(0));
  group.vpc_id = p.optional_string("VpcId").value_or("");
  group.ip_address_type = p.optional_choice("IpAddressType", {"ipv4", "ipv6"}).value_or("ipv4");
  if (group.ip_address_type == "ipv6") p.fail(core::not_modelled("an IPv6 target group"));
}

}  // namespace

core::ApiResult Api::create_target_group(const Json& params) {
  Params p(params, "elbv2:CreateTargetGroup", kValidation);
  auto made = std::make_unique<TargetGroup>();
  TargetGroup& group = *made;
  group.name = p.string("Name");
  const auto type = p.optional_choice("TargetType", {"instance", "ip", "lambda", "alb"});
  if (!p.failed() && type != "ip" && type != "lambda") {
    return core::not_modelled("the target type " + type.value_or("instance"));
  }
  group.kind = type == "lambda" ? TargetKind::lambda : TargetKind::ip;
  group.health_check = default_health_check(group.kind);
  read_address(p, group);
  read_health_check(p, group.kind, group.health_check);
  p.inert("Tags");
  if (!is_name(group.name)) {
    p.fail("Target group name '" + group.name +
           "' must be 1 to 32 letters, digits and hyphens, with no hyphen at either end");
  }
  if (auto error = p.finish()) return *error;
  group.created_with = params;
  group.created_with.erase("Tags");
  if (const TargetGroup* same = estate_.find_group_named(group.name)) {
    if (same->created_with == group.created_with) {
      return Json{{"TargetGroups", Json::array({group_json(*same)})}};
    }
    return ApiError{"DuplicateTargetGroupName", "A target group with the same name '" + group.name +
                                                    "' exists, but with different settings"};
  }
  group.arn_suffix = "targetgroup/" + group.name + "/" + ids_.hex(16);
  group.arn = context_.account.arn("elasticloadbalancing", group.arn_suffix);
  group.event_prefix = lambda_event_prefix(group.arn);
  group.attributes = default_group_attributes(group.kind);
  group.options = group_options(group.attributes);
  group.number = static_cast<std::uint32_t>(estate_.groups.size());
  estate_.groups.push_back(std::move(made));
  return Json{{"TargetGroups", Json::array({group_json(group)})}};
}

core::ApiResult Api::modify_target_group(const Json& params) {
  Params p(params, "elbv2:ModifyTargetGroup", kValidation);
  const std::string arn = p.string("TargetGroupArn");
  TargetGroup* group = estate_.find_group(arn);
  if (group == nullptr && !p.failed()) return group_not_found();
  if (group == nullptr) return *p.finish();
  HealthCheck check = group->health_check;
  read_health_check(p, group->kind, check);
  if (auto error = p.finish()) return *error;
  const bool switched = check.enabled != group->health_check.enabled;
  group->health_check = std::move(check);
  if (switched) targets_.restart(*group);
  return Json{{"TargetGroups", Json::array({group_json(*group)})}};
}

// Of one that is gone it succeeds: the operation has no such error.
core::ApiResult Api::delete_target_group(const Json& params) {
  Params p(params, "elbv2:DeleteTargetGroup", kValidation);
  const std::string arn = p.string("TargetGroupArn");
  if (auto error = p.finish()) return *error;
  TargetGroup* group = estate_.find_group(arn);
  if (group == nullptr) return Json::object();
  if (estate_.configured_user(*group) != nullptr) {
    return ApiError{"ResourceInUse",
                    "Target group '" + arn + "' is currently in use by a listener or a rule"};
  }
  targets_.remove_all(*group);
  group->deleted = true;
  return Json::object();
}

core::ApiResult Api::describe_target_groups(const Json& params) {
  Params p(params, "elbv2:DescribeTargetGroups", kValidation);
  const auto arns = p.strings("TargetGroupArns");
  const auto names = p.strings("Names");
  const auto balancer_arn = p.optional_string("LoadBalancerArn");
  const Page page(p);
  if (auto error = p.finish()) return *error;
  std::vector<Json> items;
  for (const auto& arn : arns) {
    const TargetGroup* group = estate_.find_group(arn);
    if (group == nullptr) return group_not_found();
    items.push_back(group_json(*group));
  }
  for (const auto& name : names) {
    const TargetGroup* group = estate_.find_group_named(name);
    if (group == nullptr) return group_not_found();
    items.push_back(group_json(*group));
  }
  const LoadBalancer* balancer = balancer_arn ? estate_.find_balancer(*balancer_arn) : nullptr;
  if (balancer_arn && balancer == nullptr) return balancer_not_found();
  if (arns.empty() && names.empty()) {
    for (const auto& group : estate_.groups) {
      const bool wanted = balancer == nullptr || estate_.configured_user(*group) == balancer;
      if (!group->deleted && wanted) items.push_back(group_json(*group));
    }
  }
  return page.cut("TargetGroups", std::move(items));
}

core::ApiResult Api::modify_target_group_attributes(const Json& params) {
  Params p(params, "elbv2:ModifyTargetGroupAttributes", kValidation);
  const std::string arn = p.string("TargetGroupArn");
  const Json* list = p.array("Attributes");
  if (list == nullptr) p.fail("The request must contain the parameter Attributes");
  if (auto error = p.finish()) return *error;
  TargetGroup* group = estate_.find_group(arn);
  if (group == nullptr) return group_not_found();
  Attributes changed = group->attributes;
  if (auto error = change_group_attributes(*list, group->kind, changed)) return *error;
  TargetGroupOptions options = group_options(changed);
  if (auto error = stickiness_error(*group, options, estate_)) return *error;
  group->attributes = std::move(changed);
  group->options = std::move(options);
  if (group->options.slow_start == Duration(0)) end_slow_starts(*group);
  targets_.refresh_usable(*group);
  return Json{{"Attributes", attributes_json(group->attributes)}};
}

core::ApiResult Api::describe_target_group_attributes(const Json& params) {
  Params p(params, "elbv2:DescribeTargetGroupAttributes", kValidation);
  const std::string arn = p.string("TargetGroupArn");
  if (auto error = p.finish()) return *error;
  const TargetGroup* group = estate_.find_group(arn);
  if (group == nullptr) return group_not_found();
  return Json{{"Attributes", attributes_json(group->attributes)}};
}

Json Api::group_json(const TargetGroup& group) const {
  const HealthCheck& check = group.health_check;
  Json json = {{"TargetGroupArn", group.arn}, {"TargetGroupName", group.name}};
  if (group.kind == TargetKind::ip) {
    json["Protocol"] = "HTTP";
    json["Port"] = group.port;
    json["VpcId"] = group.vpc_id;
    json["HealthCheckProtocol"] = "HTTP";
    json["HealthCheckPort"] = check.port ? std::to_string(*check.port) : "traffic-port";
    json["ProtocolVersion"] = "HTTP1";
    json["IpAddressType"] = group.ip_address_type;
  }
  json["HealthCheckEnabled"] = check.enabled;
  json["HealthCheckIntervalSeconds"] = check.interval_s;
  json["HealthCheckTimeoutSeconds"] = check.timeout_s;
  json["HealthyThresholdCount"] = check.healthy_threshold;
  json["UnhealthyThresholdCount"] = check.unhealthy_threshold;
  json["HealthCheckPath"] = check.path;
  json["Matcher"] = {{"HttpCode", check.matcher.text}};
  json["TargetType"] = group.kind == TargetKind::ip ? "ip" : "lambda";
  json["LoadBalancerArns"] = Json::array();
  if (const LoadBalancer* user = estate_.configured_user(group)) {
    json["LoadBalancerArns"].push_back(user->arn);
  }
  return json;
}

}  // namespace spillway::alb
