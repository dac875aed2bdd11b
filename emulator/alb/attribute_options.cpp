#include <charconv>

#include "emulator/alb/attributes.hpp"
#include "runtime/check.hpp"

namespace spillway::alb {
namespace {

// Precondition: a number, as change() has seen to it.
std::int64_t number_of(const Attributes& attributes, std::string_view key) {
  const std::string& text = value_of(attributes, key);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  SPILLWAY_CHECK(error == std::errc() && end == text.data() + text.size());
  return number;
}

Duration seconds_of(const Attributes& attributes, std::string_view key) {
  return std::chrono::seconds(number_of(attributes, key));
}

void read_stickiness(const Attributes& attributes, TargetGroupOptions& options) {
  if (value_of(attributes, "stickiness.enabled") != "true") return;
  if (value_of(attributes, "stickiness.type") == "lb_cookie") {
    options.stickiness = Stickiness::lb_cookie;
    options.sticky_for = seconds_of(attributes, "stickiness.lb_cookie.duration_seconds");
    return;
  }
  options.stickiness = Stickiness::app_cookie;
  options.sticky_for = seconds_of(attributes, "stickiness.app_cookie.duration_seconds");
  options.app_cookie_name = value_of(attributes, "stickiness.app_cookie.cookie_name");
}

Algorithm algorithm_of(const std::string& name) {
  return name == "least_outstanding_requests" ? Algorithm::least_outstanding
         : name == "weighted_random"          ? Algorithm::weighted_random
                                              : Algorithm::round_robin;
}

}  // namespace

bool server_header_of(const Attributes& attributes) {
  return value_of(attributes, "routing.http.response.server.enabled") == "true";
}

LoadBalancerOptions balancer_options(const Attributes& attributes) {
  const std::string& mode = value_of(attributes, "routing.http.xff_header_processing.mode");
  LoadBalancerOptions options;
  options.idle_timeout = seconds_of(attributes, "idle_timeout.timeout_seconds");
  options.client_keep_alive = seconds_of(attributes, "client_keep_alive.seconds");
  options.xff_mode = mode == "append"     ? XffMode::append
                     : mode == "preserve" ? XffMode::preserve
                                          : XffMode::remove;
  options.xff_client_port = value_of(attributes, "routing.http.xff_client_port.enabled") == "true";
  options.drop_invalid_headers =
      value_of(attributes, "routing.http.drop_invalid_header_fields.enabled") == "true";
  const std::string& desync = value_of(attributes, "routing.http.desync_mitigation_mode");
  options.desync = desync == "monitor"     ? DesyncMode::monitor
                   : desync == "defensive" ? DesyncMode::defensive
                                           : DesyncMode::strictest;
  options.deletion_protection = value_of(attributes, "deletion_protection.enabled") == "true";
  return options;
}

TargetGroupOptions group_options(const Attributes& attributes) {
  TargetGroupOptions options;
  if (const auto multi = attributes.find("lambda.multi_value_headers.enabled");
      multi != attributes.end()) {
    options.multi_value_headers = multi->second == "true";
    return options;
  }
  const std::string routing = "target_group_health.unhealthy_state_routing.minimum_healthy_targets";
  options.deregistration_delay = seconds_of(attributes, "deregistration_delay.timeout_seconds");
  options.algorithm = algorithm_of(value_of(attributes, "load_balancing.algorithm.type"));
  options.slow_start = seconds_of(attributes, "slow_start.duration_seconds");
  read_stickiness(attributes, options);
  options.minimum_healthy_count = number_of(attributes, routing + ".count");
  const std::string percentage = routing + ".percentage";
  options.minimum_healthy_percent =
      value_of(attributes, percentage) == "off" ? 0 : number_of(attributes, percentage);
  return options;
}

}  // namespace spillway::alb
