#include "emulator/eventbridge/bus.hpp"

#include "runtime/check.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::eventbridge {
namespace {

// ERROR_CODE as EventBridge gives it to a dead-letter queue (aws-facts D).
const char* error_code(HandOver outcome) {
  switch (outcome) {
    case HandOver::no_permissions:
      return "NO_PERMISSIONS";
    case HandOver::no_resource:
      return "NO_RESOURCE";
    case HandOver::throttled:
      return "THROTTLING";
    case HandOver::accepted:
    case HandOver::failed:
      break;
  }
  return "UNKNOWN";
}

RuleMetrics intern_metrics(core::MetricSink& sink, const std::string& rule) {
  const auto intern = [&](const char* name) {
    return sink.intern({"AWS/Events", name, {{"RuleName", rule}}}, "Count");
  };
  return {intern("MatchedEvents"), intern("TriggeredRules"), intern("Invocations"),
          intern("FailedInvocations")};
}

}  // namespace

/// One event on its way to one target.
struct Bus::Delivery {
  std::string rule;
  std::string rule_arn;
  Target target;
  std::string payload;
  RuleMetrics metrics;
  TimePoint started;
  std::int64_t attempts = 0;  ///< so far
};

Bus::Bus(core::Context& context, Settings settings, TargetInvoker& invoker)
    : context_(context),
      settings_(settings),
      invoker_(invoker),
      ids_(context.runtime.rng("eventbridge/ids")),
      latency_(context.runtime.rng("eventbridge/delivery-latency")),
      jitter_(context.runtime.rng("eventbridge/retry-jitter")),
      alive_(std::make_shared<bool>(true)),
      faults_(
          context,
          [this](const std::string& name, const Json& event) {
            if (const Rule* rule = find(name)) trigger(*rule, event);
          },
          [this](Duration delay, Callback work) { after(delay, std::move(work)); }) {}

Bus::~Bus() = default;

std::string Target::payload(const Json& event) const {
  if (input) return *input;
  constexpr auto kReplace = Json::error_handler_t::replace;
  if (!input_path) return event.dump(-1, ' ', false, kReplace);
  const auto path = JsonPath::parse(*input_path);
  SPILLWAY_CHECK(path.has_value());  // PutTargets saw to it
  const Json* part = path->find(event);
  return part == nullptr ? "null" : part->dump(-1, ' ', false, kReplace);  // null: UNSOURCED
}

std::string Bus::rule_arn(const std::string& name) const {
  return context_.account.arn("events", "rule/" + name);
}

Rule* Bus::find(std::string_view name) {
  const auto found = rules_.find(name);
  return found == rules_.end() ? nullptr : &found->second;
}

Rule& Bus::put_rule(std::string name, std::string pattern_text, Pattern pattern) {
  std::vector<Target> targets;
  if (Rule* existing = find(name)) targets = std::move(existing->targets);
  Rule rule{name,
            rule_arn(name),
            std::move(pattern_text),
            std::move(pattern),
            true,
            {},
            {},
            std::move(targets),
            intern_metrics(context_.metrics, name)};
  return rules_.insert_or_assign(std::move(name), std::move(rule)).first->second;
}

std::string Bus::put(core::BusEvent event, std::optional<WallTime> time) {
  std::string id = ids_.uuid();
  Json json;
  json["version"] = "0";
  json["id"] = id;
  json["detail-type"] = std::move(event.detail_type);
  json["source"] = std::move(event.source);
  json["account"] = context_.account.id;
  json["time"] = format_iso8601_seconds(time.value_or(context_.runtime.wall_now()));
  json["region"] = context_.account.region;
  json["resources"] = std::move(event.resources);
  json["detail"] = std::move(event.detail);
  after(settings_.delivery_latency.sample(latency_),
        [this, json = std::move(json)] { dispatch(json); });
  return id;
}

void Bus::dispatch(const Json& event) {
  const FlatEvent flat(event);
  for (const auto& [name, rule] : rules_) {
    if (!rule.enabled || !rule.pattern.matches(flat)) continue;
    context_.faults == nullptr ? trigger(rule, event) : faults_.pass(rule, event);
  }
}

void Bus::trigger(const Rule& rule, const Json& event) {
  Json arns = Json::array();
  for (const Target& target : rule.targets) arns.push_back(target.arn);
  Json data = {{"rule", rule.name},
               {"event_id", event["id"]},
               {"detail_type", event["detail-type"]},
               {"targets", std::move(arns)}};
  const EventSeq seq = context_.timeline.record("events.rule_matched", std::move(data));
  const CauseScope scope(context_.runtime, seq);
  count(rule.metrics.matched_events);
  count(rule.metrics.triggered_rules);
  // Invoking a target must not change the rules under our feet; the model of Lambda only queues.
  for (const Target& target : rule.targets) {
    attempt(std::make_shared<Delivery>(Delivery{rule.name, rule.arn, target, target.payload(event),
                                                rule.metrics, context_.runtime.now()}));
  }
}

void Bus::attempt(std::shared_ptr<Delivery> delivery) {
  ++delivery->attempts;
  const HandOver outcome =
      invoker_.invoke_lambda(delivery->target.arn, delivery->rule_arn, delivery->payload);
  if (outcome == HandOver::accepted) {
    count(delivery->metrics.invocations);
  } else {
    failed(std::move(delivery), outcome);
  }
}

// A retry is caused by the failure that it follows.
void Bus::failed(std::shared_ptr<Delivery> delivery, HandOver outcome) {
  Json data = {{"rule", delivery->rule},
               {"target", delivery->target.arn},
               {"error", error_code(outcome)},
               {"attempt", delivery->attempts}};
  const EventSeq seq = context_.timeline.record("events.target_failed", std::move(data));
  const CauseScope scope(context_.runtime, seq);

  const RetryPolicy policy = delivery->target.retry_policy.value_or(RetryPolicy{});
  const std::int64_t most =
      policy.maximum_retry_attempts.value_or(settings_.maximum_retry_attempts);
  const Duration oldest = policy.maximum_event_age_s
                              ? Duration(std::chrono::seconds(*policy.maximum_event_age_s))
                              : settings_.maximum_event_age;
  const bool can_be_retried = outcome == HandOver::throttled || outcome == HandOver::failed;
  const std::int64_t retries = delivery->attempts - 1;
  const Duration delay = retry_delay(retries);
  const Duration age = context_.runtime.now() + delay - delivery->started;
  if (!can_be_retried || retries >= most || age > oldest) {
    count(delivery->metrics.invocations);
    count(delivery->metrics.failed_invocations);
    return;
  }
  after(delay, [this, delivery = std::move(delivery)] { attempt(delivery); });
}

Duration Bus::retry_delay(std::int64_t retries_so_far) {
  Duration delay = settings_.retry_first_delay;
  for (std::int64_t i = 0; i < retries_so_far && delay < settings_.retry_longest_delay; ++i) {
    delay *= 2;
  }
  delay = std::min(delay, settings_.retry_longest_delay);
  const double kept = 1 - settings_.retry_jitter * jitter_.uniform();
  return Duration(static_cast<std::int64_t>(static_cast<double>(delay.count()) * kept));
}

void Bus::count(core::MetricId metric) { context_.metrics.put(metric, 1, context_.runtime.now()); }

void Bus::after(Duration delay, Callback work) {
  context_.runtime.call_after(
      delay, [alive = std::weak_ptr<bool>(alive_), work = std::move(work)]() mutable {
        if (!alive.expired()) work();
      });
}

}  // namespace spillway::eventbridge
