// Operations on load balancers; declared in api.hpp.
#include "emulator/alb/api.hpp"
#include "emulator/alb/attributes.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::alb {
namespace {

using core::ApiError;
using core::Params;

// Of sa-east-1. Only DNS aliases, which are not modelled, read it.
constexpr const char* kHostedZone = "Z2P70J7HTTTPLU";

// A load balancer's subnets, by either parameter: two at least.
std::vector<std::string> read_subnets(Params& p) {
  std::vector<std::string> subnets = p.strings("Subnets");
  if (const Json* mappings = p.array("SubnetMappings")) {
    if (!subnets.empty()) p.fail("Subnets and SubnetMappings exclude each other");
    for (const auto& item : *mappings) {
      Params mapping(item, "elbv2:CreateLoadBalancer", kValidation, "SubnetMappings.");
      subnets.push_back(mapping.string("SubnetId"));
      if (auto error = mapping.finish()) p.fail(*error);
    }
  }
  if (subnets.size() < 2) {
    p.fail("At least two subnets in two different Availability Zones must be specified");
  }
  return subnets;
}

// What two calls must have in common to mean the same thing.
Json without_tags(Json params) {
  params.erase("Tags");
  return params;
}

}  // namespace

core::ApiResult Api::create_load_balancer(const Json& params) {
  Params p(params, "elbv2:CreateLoadBalancer", kValidation);
  auto made = std::make_unique<LoadBalancer>();
  LoadBalancer& balancer = *made;
  balancer.name = p.string("Name");
  balancer.subnets = read_subnets(p);
  balancer.security_groups = p.strings("SecurityGroups");
  balancer.scheme =
      p.optional_choice("Scheme", {"internet-facing", "internal"}).value_or("internet-facing");
  balancer.ip_address_type =
      p.optional_choice("IpAddressType", {"ipv4", "dualstack"}).value_or("ipv4");
  const std::string type = p.optional_string("Type").value_or("application");
  p.inert("Tags");
  if (type != "application") p.fail(core::not_modelled("a load balancer of type " + type));
  if (!is_name(balancer.name) || balancer.name.starts_with("internal-")) {
    p.fail("The load balancer name '" + balancer.name +
           "' must be 1 to 32 letters, digits and hyphens, with no hyphen at either end, and not "
           "begin with 'internal-'");
  }
  if (auto error = p.finish()) return *error;
  balancer.created_with = without_tags(params);
  if (const LoadBalancer* same = estate_.find_balancer_named(balancer.name)) {
    if (same->created_with == balancer.created_with) {
      return Json{{"LoadBalancers", Json::array({balancer_json(*same)})}};
    }
    return ApiError{"DuplicateLoadBalancerName", "A load balancer with the same name '" +
                                                     balancer.name +
                                                     "' exists, but with different settings"};
  }
  balancer.arn_suffix = "app/" + balancer.name + "/" + ids_.hex(16);
  balancer.arn =
      context_.account.arn("elasticloadbalancing", "loadbalancer/" + balancer.arn_suffix);
  balancer.dns_name = (balancer.scheme == "internal" ? "internal-" : "") + balancer.name + "-" +
                      ids_.decimal(10) + "." + context_.account.region + ".elb.amazonaws.com";
  balancer.created = context_.runtime.wall_now();
  balancer.attributes = default_balancer_attributes();
  accounting_.add(balancer);
  estate_.balancers.push_back(std::move(made));
  return Json{{"LoadBalancers", Json::array({balancer_json(balancer)})}};
}

// Of one that is gone it succeeds (elbv2:DeleteLoadBalancer). Its listeners go with it.
core::ApiResult Api::delete_load_balancer(const Json& params) {
  Params p(params, "elbv2:DeleteLoadBalancer", kValidation);
  const std::string arn = p.string("LoadBalancerArn");
  if (auto error = p.finish()) return *error;
  LoadBalancer* balancer = estate_.find_balancer(arn);
  if (balancer == nullptr) return Json::object();
  if (balancer->options.deletion_protection) {
    return ApiError{
        "OperationNotPermitted",
        "Load balancer '" + arn + "' cannot be deleted because deletion protection is enabled"};
  }
  for (const auto& listener : estate_.listeners) {
    if (!listener->deleted && listener->balancer == balancer) listeners_.removed(*listener);
  }
  balancer->deleted = true;
  return Json::object();
}

core::ApiResult Api::describe_load_balancers(const Json& params) {
  Params p(params, "elbv2:DescribeLoadBalancers", kValidation);
  const auto arns = p.strings("LoadBalancerArns");
  const auto names = p.strings("Names");
  const Page page(p);
  if (auto error = p.finish()) return *error;
  std::vector<Json> items;
  for (const auto& arn : arns) {
    const LoadBalancer* balancer = estate_.find_balancer(arn);
    if (balancer == nullptr) return balancer_not_found();
    items.push_back(balancer_json(*balancer));
  }
  for (const auto& name : names) {
    const LoadBalancer* balancer = estate_.find_balancer_named(name);
    if (balancer == nullptr) return balancer_not_found();
    items.push_back(balancer_json(*balancer));
  }
  if (arns.empty() && names.empty()) {
    for (const auto& balancer : estate_.balancers) {
      if (!balancer->deleted) items.push_back(balancer_json(*balancer));
    }
  }
  return page.cut("LoadBalancers", std::move(items));
}

core::ApiResult Api::modify_load_balancer_attributes(const Json& params) {
  Params p(params, "elbv2:ModifyLoadBalancerAttributes", kValidation);
  const std::string arn = p.string("LoadBalancerArn");
  const Json* list = p.array("Attributes");
  if (list == nullptr) p.fail("The request must contain the parameter Attributes");
  if (auto error = p.finish()) return *error;
  LoadBalancer* balancer = estate_.find_balancer(arn);
  if (balancer == nullptr) return balancer_not_found();
  if (auto error = change_balancer_attributes(*list, balancer->attributes)) return *error;
  balancer->options = balancer_options(balancer->attributes);
  return Json{{"Attributes", attributes_json(balancer->attributes)}};
}

core::ApiResult Api::describe_load_balancer_attributes(const Json& params) {
  Params p(params, "elbv2:DescribeLoadBalancerAttributes", kValidation);
  const std::string arn = p.string("LoadBalancerArn");
  if (auto error = p.finish()) return *error;
  const LoadBalancer* balancer = estate_.find_balancer(arn);
  if (balancer == nullptr) return balancer_not_found();
  return Json{{"Attributes", attributes_json(balancer->attributes)}};
}

Json Api::balancer_json(const LoadBalancer& balancer) const {
  Json zones = Json::array();
  char letter = 'a';
  for (const auto& subnet : balancer.subnets) {
    zones.push_back({{"ZoneName", context_.account.region + letter++},
                     {"SubnetId", subnet},
                     {"LoadBalancerAddresses", Json::array()}});
  }
  return {{"LoadBalancerArn", balancer.arn},
          {"DNSName", balancer.dns_name},
          {"CanonicalHostedZoneId", kHostedZone},
          {"CreatedTime", format_iso8601_millis(balancer.created)},
          {"LoadBalancerName", balancer.name},
          {"Scheme", balancer.scheme},
          {"State", {{"Code", "active"}}},
          {"Type", "application"},
          {"AvailabilityZones", std::move(zones)},
          {"SecurityGroups", balancer.security_groups},
          {"IpAddressType", balancer.ip_address_type}};
}

}  // namespace spillway::alb
