#include "emulator/alb/attributes.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <span>

#include "emulator/alb/actions.hpp"
#include "emulator/core/params.hpp"
#include "runtime/check.hpp"

namespace spillway::alb {
namespace {

using core::ApiError;

// Whether a value other than the default acts.
enum class Effect {
  modelled,
  none,         // it influences nothing that is modelled
  not_modelled  // it would, so it is refused
};

constexpr unsigned kLambda = 1;
constexpr unsigned kIp = 2;
constexpr unsigned kBoth = kLambda | kIp;

struct Known {
  std::string_view key;
  std::string_view initial;  // the default value
  /// "true|false": one of these; "1-4000": an integer; "off|1-100": either; "": any text.
  std::string_view values;
  Effect effect = Effect::none;
  unsigned kinds = kBoth;
};

// elbv2:LoadBalancerAttribute
constexpr Known kBalancer[] = {
    {"access_logs.s3.enabled", "false", "true|false"},
    {"access_logs.s3.bucket", "", ""},
    {"access_logs.s3.prefix", "", ""},
    {"client_keep_alive.seconds", "3600", "60-604800", Effect::modelled},
    {"connection_logs.s3.enabled", "false", "true|false"},
    {"connection_logs.s3.bucket", "", ""},
    {"connection_logs.s3.prefix", "", ""},
    {"deletion_protection.enabled", "false", "true|false", Effect::modelled},
    {"idle_timeout.timeout_seconds", "60", "1-4000", Effect::modelled},
    {"ipv6.deny_all_igw_traffic", "false", "true|false"},
    {"load_balancing.cross_zone.enabled", "true", "true"},
    {"routing.http.desync_mitigation_mode", "defensive", "monitor|defensive|strictest"},
    {"routing.http.drop_invalid_header_fields.enabled", "false", "true|false", Effect::modelled},
    {"routing.http.preserve_host_header.enabled", "false", "true|false"},
    {"routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "false", "true|false"},
    {"routing.http.xff_client_port.enabled", "false", "true|false", Effect::modelled},
    {"routing.http.xff_header_processing.mode", "append", "append|preserve|remove",
     Effect::modelled},
    {"routing.http2.enabled", "true", "true|false"},
    {"waf.fail_open.enabled", "false", "true|false"},
    {"zonal_shift.config.enabled", "false", "true|false"},
};

// elbv2:ListenerAttribute, those of HTTP listeners
constexpr Known kListener[] = {
    {"routing.http.response.access_control_allow_credentials.header_value", "", "",
     Effect::not_modelled},
    {"routing.http.response.access_control_allow_headers.header_value", "", "",
     Effect::not_modelled},
    {"routing.http.response.access_control_allow_methods.header_value", "", "",
     Effect::not_modelled},
    {"routing.http.response.access_control_allow_origin.header_value", "", "",
     Effect::not_modelled},
    {"routing.http.response.access_control_expose_headers.header_value", "", "",
     Effect::not_modelled},
    {"routing.http.response.access_control_max_age.header_value", "", "", Effect::not_modelled},
    {"routing.http.response.content_security_policy.header_value", "", "", Effect::not_modelled},
    {"routing.http.response.server.enabled", "true", "true|false", Effect::modelled},
    {"routing.http.response.strict_transport_security.header_value", "", "", Effect::not_modelled},
    {"routing.http.response.x_content_type_options.header_value", "", "", Effect::not_modelled},
    {"routing.http.response.x_frame_options.header_value", "", "", Effect::not_modelled},
};

// elbv2:TargetGroupAttribute
constexpr Known kGroup[] = {
    {"deregistration_delay.timeout_seconds", "300", "0-3600", Effect::modelled, kIp},
    {"lambda.multi_value_headers.enabled", "false", "true|false", Effect::modelled, kLambda},
    {"load_balancing.algorithm.anomaly_mitigation", "off", "on|off", Effect::not_modelled, kIp},
    {"load_balancing.algorithm.type", "round_robin",
     "round_robin|least_outstanding_requests|weighted_random", Effect::modelled, kIp},
    {"load_balancing.cross_zone.enabled", "use_load_balancer_configuration",
     "true|false|use_load_balancer_configuration", Effect::none, kIp},
    {"slow_start.duration_seconds", "0", "0|30-900", Effect::modelled, kIp},
    {"stickiness.enabled", "false", "true|false", Effect::modelled, kIp},
    {"stickiness.type", "lb_cookie", "lb_cookie|app_cookie", Effect::modelled, kIp},
    {"stickiness.app_cookie.cookie_name", "", "", Effect::modelled, kIp},
    {"stickiness.app_cookie.duration_seconds", "86400", "1-604800", Effect::modelled, kIp},
    {"stickiness.lb_cookie.duration_seconds", "86400", "1-604800", Effect::modelled, kIp},
    {"target_group_health.dns_failover.minimum_healthy_targets.count", "1", "off|1-1000",
     Effect::none, kIp},
    {"target_group_health.dns_failover.minimum_healthy_targets.percentage", "off", "off|1-100",
     Effect::none, kIp},
    {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1", "1-1000",
     Effect::modelled, kIp},
    {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "off",
     "off|1-100", Effect::modelled, kIp},
};

std::optional<std::int64_t> to_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Whether a value is of the form that Known::values describes.
bool is_allowed(std::string_view values, std::string_view value) {
  if (values.empty()) return true;
  while (true) {
    const auto bar = values.find('|');
    const std::string_view choice = values.substr(0, bar);
    const auto dash = choice.find('-');
    const auto low = to_integer(choice.substr(0, dash));
    if (dash != std::string_view::npos && low) {
      const auto number = to_integer(value);
      if (number && *number >= *low && *number <= *to_integer(choice.substr(dash + 1))) return true;
    } else if (choice == value) {
      return true;
    }
    if (bar == std::string_view::npos) return false;
    values.remove_prefix(bar + 1);
  }
}

unsigned bit_of(TargetKind kind) { return kind == TargetKind::lambda ? kLambda : kIp; }

Attributes defaults(std::span<const Known> known, unsigned kind) {
  Attributes attributes;
  for (const auto& k : known) {
    if ((k.kinds & kind) != 0) attributes.emplace(k.key, k.initial);
  }
  return attributes;
}

std::optional<ApiError> change(std::span<const Known> known, const std::string& what, unsigned kind,
                               const Json& list, Attributes& attributes) {
  Attributes changed = attributes;
  std::set<std::string> given;
  for (const auto& item : list) {
    core::Params p(item, "Modify" + what + "Attributes", kValidation, "Attributes.");
    const std::string key = p.string("Key");
    const std::string value = p.optional_string("Value").value_or("");
    if (auto error = p.finish()) return error;
    if (!given.insert(key).second) {
      return ApiError{kValidation, what + " attribute key '" + key + "' must not be given twice"};
    }
    const auto it =
        std::find_if(known.begin(), known.end(), [&](const Known& k) { return k.key == key; });
    if (it == known.end()) {
      return ApiError{kValidation, what + " attribute key '" + key + "' is not recognized"};
    }
    if ((it->kinds & kind) == 0) {
      return ApiError{"InvalidConfigurationRequest",
                      what + " attribute key '" + key + "' is not supported for this target type"};
    }
    if (!is_allowed(it->values, value)) {
      return ApiError{kValidation, what + " attribute value '" + value + "' of '" + key +
                                       "' must be of the form " + std::string(it->values)};
    }
    if (it->effect == Effect::not_modelled && value != it->initial) {
      return core::not_modelled("the attribute " + key + " = " + value);
    }
    changed[key] = value;
  }
  attributes = std::move(changed);
  return std::nullopt;
}

ApiError invalid_configuration(std::string message) {
  return {"InvalidConfigurationRequest", std::move(message)};
}

// What attributes exclude or ask of each other (aws-facts A1, A2).
std::optional<ApiError> group_conflict(const Attributes& attributes) {
  if (value_of(attributes, "slow_start.duration_seconds") != "0" &&
      value_of(attributes, "load_balancing.algorithm.type") != "round_robin") {
    return invalid_configuration(
        "Slow start cannot be enabled with the load balancing algorithm '" +
        value_of(attributes, "load_balancing.algorithm.type") + "'");
  }
  if (value_of(attributes, "stickiness.enabled") != "true" ||
      value_of(attributes, "stickiness.type") != "app_cookie") {
    return std::nullopt;
  }
  const std::string& cookie = value_of(attributes, "stickiness.app_cookie.cookie_name");
  if (cookie.empty()) {
    return invalid_configuration(
        "You must set an application cookie name to enable stickiness of type 'app_cookie'");
  }
  if (cookie.starts_with("AWSALB")) {
    return invalid_configuration("The application cookie name '" + cookie +
                                 "' begins with a prefix that is reserved for the load balancer");
  }
  return std::nullopt;
}

}  // namespace

const std::string& value_of(const Attributes& attributes, std::string_view key) {
  const auto it = attributes.find(key);
  SPILLWAY_CHECK(it != attributes.end());
  return it->second;
}

Attributes default_balancer_attributes() { return defaults(kBalancer, kBoth); }

Attributes default_group_attributes(TargetKind kind) { return defaults(kGroup, bit_of(kind)); }

std::optional<ApiError> change_balancer_attributes(const Json& list, Attributes& attributes) {
  return change(kBalancer, "LoadBalancer", kBoth, list, attributes);
}

std::optional<ApiError> change_group_attributes(const Json& list, TargetKind kind,
                                                Attributes& attributes) {
  Attributes changed = attributes;
  if (auto error = change(kGroup, "TargetGroup", bit_of(kind), list, changed)) return error;
  if (kind == TargetKind::ip) {
    if (auto error = group_conflict(changed)) return error;
  }
  attributes = std::move(changed);
  return std::nullopt;
}

Attributes default_listener_attributes() { return defaults(kListener, kBoth); }

std::optional<ApiError> change_listener_attributes(const Json& list, Attributes& attributes) {
  return change(kListener, "Listener", kBoth, list, attributes);
}

Json attributes_json(const Attributes& attributes) {
  Json list = Json::array();
  for (const auto& [key, value] : attributes) list.push_back({{"Key", key}, {"Value", value}});
  return list;
}

}  // namespace spillway::alb
