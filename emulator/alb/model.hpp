// The resources of elbv2 as plain structs: load balancers, listeners, rules, target groups,
// targets.
//
// Owned by Estate (estate.hpp), changed by the operations, by Targets and by Listeners only. Load
// balancers, listeners, rules and target groups are never freed, only marked `deleted`: requests
// under way, timers and answers keep pointing at them. Runtime's thread only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "emulator/alb/load_balancers.hpp"
#include "emulator/core/ports.hpp"
#include "runtime/runtime.hpp"

namespace spillway::alb {

struct LoadBalancer;
struct TargetGroup;

/// By key; what Describe...Attributes shows.
using Attributes = std::map<std::string, std::string, std::less<>>;

enum class TargetState { initial, healthy, unhealthy, unused, draining, unavailable };
std::string_view name_of(TargetState state);

struct Target {
  std::uint64_t serial = 0;  ///< unlike its address never used again
  std::string id;            ///< an IP address, or a function's ARN
  std::uint16_t port = 0;    ///< 0 for a function
  std::string_view name;     ///< "10.0.1.2:8080" or the ARN; never freed
  TargetState state = TargetState::unused;
  std::string_view reason;  ///< a literal
  std::string description;
  int passes = 0;                 ///< health checks passed in a row
  int failures = 0;               ///< health checks failed in a row
  std::uint32_t outstanding = 0;  ///< requests under way
  std::uint64_t probe = 0;        ///< number of the health check under way, or of the last one
  bool probing = false;
  std::optional<int>
      forged_status;  ///< a fault's: in place of the status it answers the check with
  TimerId next_probe = TimerId::none;
  TimerId probe_timeout = TimerId::none;
  TimerId drained = TimerId::none;
  /// Slow start (slow_start.hpp): its share grows from the first to the second; equal: none.
  TimePoint ramp_begin{};
  TimePoint ramp_end{};
  bool starts_slowly = false;  ///< when it becomes healthy next
};

/// What a health check's answer must be: "200", "200,202", "200-299".
struct Matcher {
  std::string text = "200";
  std::vector<std::pair<int, int>> ranges = {{200, 200}};
  bool matches(int status) const;
};
/// Nothing if it is not of that form, or names a code out of 200 to 499.
std::optional<Matcher> parse_matcher(std::string_view text);

/// aws-facts A5; times in seconds.
struct HealthCheck {
  bool enabled = true;
  std::int64_t interval_s = 30;
  std::int64_t timeout_s = 5;
  int healthy_threshold = 5;
  int unhealthy_threshold = 2;
  std::string path = "/";
  std::optional<std::uint16_t> port;  ///< nothing: "traffic-port"
  Matcher matcher;
};

enum class Algorithm { round_robin, least_outstanding, weighted_random };
enum class Stickiness { off, lb_cookie, app_cookie };

/// What attributes say, in the form in which requests need it.
struct TargetGroupOptions {
  Duration deregistration_delay = std::chrono::seconds(300);
  bool multi_value_headers = false;
  Algorithm algorithm = Algorithm::round_robin;
  Duration slow_start{0};  ///< 0: off
  Stickiness stickiness = Stickiness::off;
  Duration sticky_for{0};       ///< what its cookie is good for
  std::string app_cookie_name;  ///< of app_cookie: the target's own cookie
  std::int64_t minimum_healthy_count = 1;
  std::int64_t minimum_healthy_percent = 0;  ///< 0: off
};

struct GroupMetrics {
  core::MetricId requests;
  core::MetricId per_target, per_target_by_balancer;
  core::MetricId target_status[4];  ///< 2xx, 3xx, 4xx, 5xx
  core::MetricId response_time;
  core::MetricId connection_errors;
  core::MetricId lambda_user_error, lambda_user_error_by_balancer;
  core::MetricId lambda_internal_error, lambda_internal_error_by_balancer;
  core::MetricId healthy_hosts, unhealthy_hosts;
  core::MetricId healthy_routing_zones, unhealthy_routing_zones;
  core::MetricId unhealthy_routing;
};

struct TargetGroup {
  bool deleted = false;
  std::uint32_t number = 0;  ///< its place in the order of creation, as cookies name it
  std::string name;
  std::string arn;
  std::string arn_suffix;  ///< "targetgroup/name/16hex"
  TargetKind kind = TargetKind::ip;
  std::uint16_t port = 0;  ///< of ip groups: the default of RegisterTargets
  std::string vpc_id;      ///< of ip groups
  std::string ip_address_type;
  Json created_with;  ///< parameters, to recognise the same CreateTargetGroup again
  HealthCheck health_check;
  Attributes attributes;
  TargetGroupOptions options;

  /// The load balancer whose listeners or rules name it; null: its targets are unused.
  LoadBalancer* used_by = nullptr;
  std::vector<std::unique_ptr<Target>> targets;  ///< in order of registration
  /// Those that get requests now, by state and fail-open rule.
  std::vector<Target*> usable;
  bool failing_open = false;
  std::uint32_t round_robin = 0;
  TimePoint ramps_until{};   ///< when the last slow start of a target ends
  std::string event_prefix;  ///< of every event to a function, as far as it is the same
  std::optional<GroupMetrics> metrics;

  Target* find(std::string_view id, std::uint16_t target_port) const;
  Target* find(std::uint64_t serial) const;
};

struct Forward {
  struct Share {
    TargetGroup* group = nullptr;
    std::uint32_t weight = 0;
    friend bool operator==(const Share&, const Share&) = default;
  };
  std::vector<Share> shares;
  std::uint32_t total = 0;
  Duration sticky_for{0};  ///< how long a client stays with its target group; 0: not at all
};

struct FixedResponse {
  int status = 200;
  std::string content_type = "text/plain";
  std::string body;
};

/// Each part may hold #{protocol}, #{host}, #{port}, #{path}, #{query}.
struct Redirect {
  std::string protocol = "#{protocol}";
  std::string host = "#{host}";
  std::string port = "#{port}";
  std::string path = "/#{path}";
  std::string query = "#{query}";
  int status = 301;
};

struct Action {
  std::variant<Forward, FixedResponse, Redirect> what;
  std::optional<std::int64_t> order;  ///< as given
};

struct Condition {
  enum class Field {
    host_header,
    path_pattern,
    http_request_method,
    http_header,
    query_string,
    source_ip
  };
  Field field{};
  std::string header_name;                                      ///< of http_header
  std::vector<std::string> values;                              ///< one of them must match
  std::vector<std::pair<std::string, std::string>> parameters;  ///< of query_string; key may be ""
  std::vector<std::pair<std::uint32_t, std::uint32_t>> networks;  ///< of source_ip: address, mask
};

/// What is decided for a request: all conditions met, then the action.
struct Routing {
  std::vector<Condition> conditions;
  Action action;
};

struct Listener;

/// A rule, or a listener's default rule.
struct Rule {
  bool deleted = false;
  std::string arn;
  std::uint32_t priority = 0;  ///< 0: the default rule
  Listener* listener = nullptr;
  Routing configured;  ///< what Describe... shows
  std::uint64_t version = 0;
  struct Active {
    Routing routing;
    std::uint64_t version = 0;
  };
  /// What each node routes requests by; follows after the propagation delay.
  std::vector<Active> active;
  std::vector<Forward::Share> told;  ///< the weights that all nodes had last
};

struct Listener {
  bool deleted = false;
  ListenerHandle handle{};
  std::string arn;
  LoadBalancer* balancer = nullptr;
  std::uint16_t port = 0;
  std::string port_text;
  std::unique_ptr<Rule> default_rule;
  std::vector<std::unique_ptr<Rule>> rules;  ///< in order of creation, deleted ones too
  std::vector<Rule*> by_priority;            ///< without default and deleted rules
  Attributes attributes;
  std::uint64_t requests = 0;  ///< counted if there are several nodes
  bool server_header = true;   ///< routing.http.response.server.enabled
};

enum class XffMode { append, preserve, remove };

/// What attributes say, in the form in which requests need it.
struct LoadBalancerOptions {
  Duration idle_timeout = std::chrono::seconds(60);
  Duration client_keep_alive = std::chrono::seconds(3600);
  XffMode xff_mode = XffMode::append;
  bool xff_client_port = false;
  bool drop_invalid_headers = false;
  bool deletion_protection = false;
  DesyncMode desync = DesyncMode::defensive;
};

struct BalancerMetrics {
  core::MetricId requests;
  core::MetricId elb_status[3];     ///< 3xx, 4xx, 5xx
  core::MetricId elb_code[4];       ///< 500, 502, 503, 504
  core::MetricId target_status[4];  ///< 2xx, 3xx, 4xx, 5xx
  core::MetricId response_time;
  core::MetricId connection_errors;
  core::MetricId rule_evaluations;
  core::MetricId fixed_responses;
  core::MetricId redirects;
  core::MetricId lambda_bytes;
  core::MetricId processed_bytes;
  core::MetricId non_sticky;
};

/// What alb.minute tells.
struct MinuteCounts {
  std::uint64_t requests = 0;
  std::uint64_t without_target = 0;
  std::uint64_t elb_5xx = 0;
  std::uint64_t target_5xx = 0;
  // Few of each, so they are searched one by one.
  std::vector<std::pair<int, std::uint64_t>> by_status;
  std::vector<std::pair<const TargetGroup*, std::uint64_t>> by_group;
  std::vector<std::pair<std::string_view, std::uint64_t>> by_reason;
};

struct LoadBalancer {
  bool deleted = false;
  std::string name;
  std::string arn;
  std::string arn_suffix;  ///< "app/name/16hex"
  std::string dns_name;
  std::string scheme;
  std::string ip_address_type;
  std::vector<std::string> subnets;
  std::vector<std::string> security_groups;
  WallTime created;
  Json created_with;  ///< parameters, to recognise the same CreateLoadBalancer again
  Attributes attributes;
  LoadBalancerOptions options;
  BalancerMetrics metrics{};
  MinuteCounts minute;
};

}  // namespace spillway::alb
