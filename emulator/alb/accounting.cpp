#include "emulator/alb/accounting.hpp"

#include <algorithm>
#include <string>

namespace spillway::alb {
namespace {

constexpr const char* kNamespace = "AWS/ApplicationELB";

// Interns metrics that have the same dimensions.
class Interner {
 public:
  Interner(core::MetricSink& sink, core::Dimensions dimensions)
      : sink_(sink), dimensions_(std::move(dimensions)) {}

  core::MetricId operator()(std::string name, const char* unit = "Count") const {
    return sink_.intern({kNamespace, std::move(name), dimensions_}, unit);
  }
  void target_status(core::MetricId (&ids)[4]) const {
    for (int i = 0; i < 4; ++i) {
      ids[i] = (*this)("HTTPCode_Target_" + std::to_string(i + 2) + "XX_Count");
    }
  }

 private:
  core::MetricSink& sink_;
  core::Dimensions dimensions_;
};

// The place of a status in the arrays of 2xx to 5xx; nothing for others.
std::optional<int> class_of(int status) {
  if (status < 200 || status > 599) return std::nullopt;
  return status / 100 - 2;
}

template <class Key>
void count(std::vector<std::pair<Key, std::uint64_t>>& counts, Key key) {
  for (auto& [known, n] : counts) {
    if (known == key) {
      ++n;
      return;
    }
  }
  counts.emplace_back(key, 1);
}

}  // namespace

Accounting::Accounting(core::Context& context, Estate& estate)
    : context_(context), estate_(estate) {}

Accounting::~Accounting() { context_.runtime.cancel(tick_); }

void Accounting::add(LoadBalancer& balancer) {
  const Interner intern(context_.metrics, {{"LoadBalancer", balancer.arn_suffix}});
  BalancerMetrics& m = balancer.metrics;
  m.requests = intern("RequestCount");
  for (int i = 0; i < 3; ++i) {
    m.elb_status[i] = intern("HTTPCode_ELB_" + std::to_string(i + 3) + "XX_Count");
  }
  constexpr int kCodes[] = {500, 502, 503, 504};
  for (int i = 0; i < 4; ++i) {
    m.elb_code[i] = intern("HTTPCode_ELB_" + std::to_string(kCodes[i]) + "_Count");
  }
  intern.target_status(m.target_status);
  m.response_time = intern("TargetResponseTime", "Seconds");
  m.connection_errors = intern("TargetConnectionErrorCount");
  m.rule_evaluations = intern("RuleEvaluations");
  m.fixed_responses = intern("HTTP_Fixed_Response_Count");
  m.redirects = intern("HTTP_Redirect_Count");
  m.lambda_bytes = intern("LambdaTargetProcessedBytes", "Bytes");
  m.processed_bytes = intern("ProcessedBytes", "Bytes");
  m.non_sticky = intern("NonStickyRequestCount");
  if (tick_ == TimerId::none) arm();
}

void Accounting::associate(TargetGroup& group, const LoadBalancer& balancer) {
  const Interner both(context_.metrics,
                      {{"LoadBalancer", balancer.arn_suffix}, {"TargetGroup", group.arn_suffix}});
  const Interner alone(context_.metrics, {{"TargetGroup", group.arn_suffix}});
  GroupMetrics& m = group.metrics.emplace();
  m.requests = both("RequestCount");
  both.target_status(m.target_status);
  m.response_time = both("TargetResponseTime", "Seconds");
  m.healthy_hosts = both("HealthyHostCount");
  m.unhealthy_hosts = both("UnHealthyHostCount");
  m.healthy_routing_zones = both("HealthyStateRouting");
  m.unhealthy_routing_zones = both("UnhealthyStateRouting");
  m.unhealthy_routing = both("UnhealthyRoutingRequestCount");
  if (group.kind == TargetKind::lambda) {
    m.lambda_user_error = alone("LambdaUserError");
    m.lambda_user_error_by_balancer = both("LambdaUserError");
    m.lambda_internal_error = alone("LambdaInternalError");
    m.lambda_internal_error_by_balancer = both("LambdaInternalError");
  } else {
    m.per_target = alone("RequestCountPerTarget");
    m.per_target_by_balancer = both("RequestCountPerTarget");
    m.connection_errors = both("TargetConnectionErrorCount");
  }
}

void Accounting::answered(LoadBalancer& balancer, const Answered& answer) {
  MinuteCounts& minute = balancer.minute;
  ++minute.requests;
  count(minute.by_status, answer.status);
  if (!answer.error_reason.empty()) count(minute.by_reason, answer.error_reason);
  const auto status_class = class_of(answer.status);
  if (!answer.target_status && status_class && *status_class > 0) {
    put(balancer.metrics.elb_status[*status_class - 1], 1);
    if (answer.status == 500) put(balancer.metrics.elb_code[0], 1);
    if (answer.status >= 502 && answer.status <= 504) {
      put(balancer.metrics.elb_code[answer.status - 501], 1);
    }
    if (answer.status >= 500) ++minute.elb_5xx;
  }
  if (answer.group == nullptr) {
    ++minute.without_target;
    return;
  }
  put(balancer.metrics.requests, 1);
  count(minute.by_group, static_cast<const TargetGroup*>(answer.group));
  if (answer.connection_error) put(balancer.metrics.connection_errors, 1);
  if (answer.non_sticky) put(balancer.metrics.non_sticky, 1);
  if (answer.lambda_bytes > 0) {
    put(balancer.metrics.lambda_bytes, static_cast<double>(answer.lambda_bytes));
  }
  if (answer.target_status) {
    if (const auto c = class_of(*answer.target_status)) put(balancer.metrics.target_status[*c], 1);
    if (*answer.target_status >= 500) ++minute.target_5xx;
    put(balancer.metrics.response_time, to_seconds(answer.target_time));
  }
  if (answer.group->metrics) count_group(balancer, answer);
}

void Accounting::rules_evaluated(const Listener& listener, const Action& chosen) {
  std::size_t evaluated = 0;
  for (const Rule* rule : listener.by_priority) {
    ++evaluated;
    const bool is_chosen =
        std::any_of(rule->active.begin(), rule->active.end(),
                    [&](const Rule::Active& node) { return &node.routing.action == &chosen; });
    if (is_chosen) break;
  }
  put(listener.balancer->metrics.rule_evaluations, static_cast<double>(evaluated));
}

void Accounting::answered_by_action(const LoadBalancer& balancer, const Action& action) {
  const bool fixed = std::holds_alternative<FixedResponse>(action.what);
  put(fixed ? balancer.metrics.fixed_responses : balancer.metrics.redirects, 1);
}

void Accounting::processed(const LoadBalancer& balancer, std::uint64_t bytes) {
  put(balancer.metrics.processed_bytes, static_cast<double>(bytes));
}

void Accounting::count_group(const LoadBalancer& balancer, const Answered& answer) {
  const TargetGroup& group = *answer.group;
  if (group.used_by != &balancer) return;  // moved to another load balancer meanwhile
  const GroupMetrics& m = *group.metrics;
  put(m.requests, 1);
  if (group.failing_open) put(m.unhealthy_routing, 1);
  if (answer.target_status) {
    if (const auto c = class_of(*answer.target_status)) put(m.target_status[*c], 1);
    put(m.response_time, to_seconds(answer.target_time));
  }
  if (group.kind == TargetKind::lambda) {
    count_lambda_blame(group, answer.blame);
    return;
  }
  const auto targets = static_cast<double>(std::max<std::size_t>(1, group.usable.size()));
  put(m.per_target, 1 / targets);
  put(m.per_target_by_balancer, 1 / targets);
  if (answer.connection_error) put(m.connection_errors, 1);
}

void Accounting::count_lambda_blame(const TargetGroup& group, LambdaBlame blame) {
  if (blame == LambdaBlame::user) {
    put(group.metrics->lambda_user_error, 1);
    put(group.metrics->lambda_user_error_by_balancer, 1);
  } else if (blame == LambdaBlame::internal) {
    put(group.metrics->lambda_internal_error, 1);
    put(group.metrics->lambda_internal_error_by_balancer, 1);
  }
}

void Accounting::arm() {
  constexpr Duration kMinute = std::chrono::minutes(1);
  CauseScope nobody(context_.runtime, 0);
  const Duration into = context_.runtime.wall_now().time_since_epoch() % kMinute;
  tick_ = context_.runtime.call_after(kMinute - into, [this] {
    close_minute();
    sample_hosts();
    arm();
  });
}

void Accounting::sample_hosts() {
  for (const auto& group : estate_.groups) {
    if (group->deleted || !group->metrics || group->used_by == nullptr) continue;
    if (group->health_check.enabled && !group->targets.empty()) sample_hosts(*group);
  }
}

// All zones see the group alike: a load balancer's requests cross zones, and it checks all targets.
void Accounting::sample_hosts(const TargetGroup& group) {
  const auto in_state = [&](TargetState state) {
    return static_cast<double>(
        std::count_if(group.targets.begin(), group.targets.end(),
                      [state](const auto& target) { return target->state == state; }));
  };
  const auto zones = static_cast<double>(group.used_by->subnets.size());
  const bool routes_by_health = !group.failing_open && !group.usable.empty();
  const TimePoint minute_before = context_.runtime.now() - Duration(1);
  const auto put_at = [&](core::MetricId metric, double value) {
    context_.metrics.put(metric, value, minute_before);
  };
  const GroupMetrics& m = *group.metrics;
  put_at(m.healthy_hosts, in_state(TargetState::healthy));
  put_at(m.unhealthy_hosts, in_state(TargetState::unhealthy));
  put_at(m.healthy_routing_zones, routes_by_health ? zones : 0);
  put_at(m.unhealthy_routing_zones, routes_by_health ? 0 : zones);
}

void Accounting::close_minute() {
  for (const auto& balancer : estate_.balancers) {
    if (balancer->minute.requests > 0) report(*balancer);
  }
}

void Accounting::report(LoadBalancer& balancer) {
  MinuteCounts minute;
  std::swap(minute, balancer.minute);
  Json by_target = Json::object();
  for (const auto& [group, n] : minute.by_group) by_target[group->name] = n;
  if (minute.without_target > 0) by_target["-"] = minute.without_target;
  std::sort(minute.by_status.begin(), minute.by_status.end());
  Json by_status = Json::object();
  for (const auto& [status, n] : minute.by_status) by_status[std::to_string(status)] = n;
  std::sort(minute.by_reason.begin(), minute.by_reason.end());
  Json by_reason = Json::object();
  for (const auto& [reason, n] : minute.by_reason) by_reason[std::string(reason)] = n;
  CauseScope nobody(context_.runtime, 0);
  context_.timeline.record("alb.minute", {{"load_balancer", balancer.name},
                                          {"requests", minute.requests},
                                          {"by_target", std::move(by_target)},
                                          {"elb_5xx", minute.elb_5xx},
                                          {"target_5xx", minute.target_5xx},
                                          {"by_status", std::move(by_status)},
                                          {"by_error_reason", std::move(by_reason)}});
}

}  // namespace spillway::alb
