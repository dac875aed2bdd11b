#include "emulator/eventbridge/deliveries.hpp"

#include <algorithm>

#include "runtime/wall_time.hpp"

namespace spillway::eventbridge {
namespace {

constexpr const char* kPrincipal = "events.amazonaws.com";

struct Failure {
  const char* code;     ///< ERROR_CODE, as EventBridge gives it to a dead-letter queue (D9)
  const char* message;  ///< ERROR_MESSAGE; the wording is UNSOURCED
  bool can_be_retried;
};

Failure describe(HandOver outcome) {
  switch (outcome) {
    case HandOver::no_permissions:
      return {"NO_PERMISSIONS", "EventBridge does not have permission to invoke the target.",
              false};
    case HandOver::no_resource:
      return {"NO_RESOURCE", "The target does not exist.", false};
    case HandOver::no_role:
      return {"FAILED_TO_ASSUME_ROLE", "The role of the target cannot be assumed.", false};
    case HandOver::invalid_json:
      return {"INVALID_JSON", "The input transformer's result is not valid JSON.", false};
    case HandOver::throttled:
      return {"THROTTLING", "Rate exceeded.", true};
    case HandOver::timed_out:
      return {"TIMEOUT", "The target's service did not answer in time.", true};
    case HandOver::accepted:
    case HandOver::failed:
      break;
  }
  return {"UNKNOWN", "The target's service failed.", true};
}

HandOver outcome_of(core::SendOutcome outcome) {
  switch (outcome) {
    case core::SendOutcome::accepted:
      return HandOver::accepted;
    case core::SendOutcome::no_queue:
      return HandOver::no_resource;
    case core::SendOutcome::no_permissions:
      return HandOver::no_permissions;
  }
  return HandOver::failed;
}

}  // namespace

/// One event on its way to one target.
struct Deliveries::Delivery {
  std::string rule;
  std::string rule_arn;
  Target target;
  std::optional<std::string> payload;
  std::string event;  ///< the whole of it, if there is a dead-letter queue
  RuleMetrics metrics;
  TimePoint ingested;
  std::int64_t attempts = 0;  ///< so far
};

Deliveries::Deliveries(core::Context& context, const Settings& settings, TargetInvoker& invoker,
                       core::MessageQueues& queues)
    : context_(context),
      settings_(settings),
      invoker_(invoker),
      queues_(queues),
      jitter_(context.runtime.rng("eventbridge/retry-jitter")),
      alive_(std::make_shared<bool>(true)) {}

Deliveries::~Deliveries() = default;

void Deliveries::begin(const Rule& rule, const Target& target, const Arrival& arrival) {
  const TransformerFacts facts{rule.arn, rule.name, format_iso8601_seconds(arrival.wall)};
  Delivery delivery{rule.name, rule.arn,     target,    target.payload(arrival.event, facts),
                    {},        rule.metrics, arrival.at};
  if (target.dead_letter_arn) {
    delivery.event = arrival.event.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  attempt(std::make_shared<Delivery>(std::move(delivery)));
}

void Deliveries::attempt(std::shared_ptr<Delivery> delivery) {
  ++delivery->attempts;
  put(delivery->metrics.invocation_attempts);
  if (delivery->attempts == 1) {
    put_latency(delivery->metrics.start_latency, *delivery);
  } else {
    put(delivery->metrics.retry_attempts);
  }
  const Delivery& to_hand_over = *delivery;
  hand_over(to_hand_over, [this, alive = std::weak_ptr<bool>(alive_),
                           delivery = std::move(delivery)](HandOver outcome) mutable {
    if (!alive.expired()) handed_over(std::move(delivery), outcome);
  });
}

void Deliveries::handed_over(std::shared_ptr<Delivery> delivery, HandOver outcome) {
  if (outcome == HandOver::accepted) {
    accepted(*delivery);
  } else {
    failed(std::move(delivery), outcome);
  }
}

void Deliveries::hand_over(const Delivery& delivery, HandOverDone done) {
  const Target& target = delivery.target;
  if (!delivery.payload) return done(HandOver::invalid_json);
  const std::string role = target.role_arn.value_or("");
  if (!role.empty() && !context_.credentials.can_be_assumed(role, kPrincipal)) {
    return done(HandOver::no_role);
  }
  if (target.is_queue()) {
    return done(outcome_of(
        queues_.send(target.arn, {kPrincipal, delivery.rule_arn, role}, *delivery.payload, {})));
  }
  if (!role.empty() && !context_.credentials.allows(role, "lambda:InvokeFunction", target.arn)) {
    return done(HandOver::no_permissions);
  }
  invoker_.invoke_lambda(target.arn, delivery.rule_arn, role, *delivery.payload, std::move(done));
}

void Deliveries::accepted(const Delivery& delivery) {
  put(delivery.metrics.invocations);
  put(delivery.metrics.successful_attempts);
  put_latency(delivery.metrics.success_latency, delivery);
  put_latency(delivery.metrics.complete_latency, delivery);
}

// A retry is caused by the failure that it follows.
void Deliveries::failed(std::shared_ptr<Delivery> delivery, HandOver outcome) {
  const Failure failure = describe(outcome);
  Json data = {{"rule", delivery->rule},
               {"target", delivery->target.arn},
               {"error", failure.code},
               {"attempt", delivery->attempts}};
  const EventSeq seq = context_.timeline.record("events.target_failed", std::move(data));
  const CauseScope scope(context_.runtime, seq);

  const RetryPolicy policy = delivery->target.retry_policy.value_or(RetryPolicy{});
  const std::int64_t most =
      policy.maximum_retry_attempts.value_or(settings_.maximum_retry_attempts);
  const Duration oldest = policy.maximum_event_age_s
                              ? Duration(std::chrono::seconds(*policy.maximum_event_age_s))
                              : settings_.maximum_event_age;
  const std::int64_t retries = delivery->attempts - 1;
  const Duration delay = retry_delay(retries);
  const Duration age = context_.runtime.now() + delay - delivery->ingested;
  if (!failure.can_be_retried) return give_up(*delivery, outcome, nullptr);
  if (retries >= most) return give_up(*delivery, outcome, "MaximumRetryAttempts");
  if (age > oldest) return give_up(*delivery, outcome, "MaximumEventAgeInSeconds");
  context_.runtime.call_after(
      delay, [this, alive = std::weak_ptr<bool>(alive_), delivery = std::move(delivery)] {
        if (!alive.expired()) attempt(delivery);
      });
}

void Deliveries::give_up(const Delivery& delivery, HandOver outcome, const char* exhausted) {
  put(delivery.metrics.invocations);
  put(delivery.metrics.failed_invocations);
  Json data = {{"rule", delivery.rule},
               {"target", delivery.target.arn},
               {"error", describe(outcome).code},
               {"attempts", delivery.attempts}};
  if (delivery.target.dead_letter_arn) {
    const core::SendOutcome sent = send_dead_letter(delivery, outcome, exhausted);
    if (sent == core::SendOutcome::accepted) return put(delivery.metrics.sent_to_dlq);
    put(delivery.metrics.failed_to_be_sent_to_dlq);
    data["queue_error"] = describe(outcome_of(sent)).code;
  }
  context_.timeline.record("events.event_dropped", std::move(data));
}

core::SendOutcome Deliveries::send_dead_letter(const Delivery& delivery, HandOver outcome,
                                               const char* exhausted) {
  const Failure failure = describe(outcome);
  std::map<std::string, std::string> attributes = {
      {"RULE_ARN", delivery.rule_arn},
      {"TARGET_ARN", delivery.target.arn},
      {"ERROR_CODE", failure.code},
      {"ERROR_MESSAGE", failure.message},
      {"RETRY_ATTEMPTS", std::to_string(delivery.attempts - 1)}};
  if (exhausted != nullptr) attributes["EXHAUSTED_RETRY_CONDITION"] = exhausted;
  return queues_.send(*delivery.target.dead_letter_arn, {kPrincipal, delivery.rule_arn, {}},
                      delivery.event, std::move(attributes));
}

Duration Deliveries::retry_delay(std::int64_t retries_so_far) {
  Duration delay = settings_.retry_first_delay;
  for (std::int64_t i = 0; i < retries_so_far && delay < settings_.retry_longest_delay; ++i) {
    delay *= 2;
  }
  delay = std::min(delay, settings_.retry_longest_delay);
  const double kept = 1 - settings_.retry_jitter * jitter_.uniform();
  return Duration(static_cast<std::int64_t>(static_cast<double>(delay.count()) * kept));
}

void Deliveries::put(core::MetricId metric, double value) {
  context_.metrics.put(metric, value, context_.runtime.now());
}

void Deliveries::put_latency(core::MetricId metric, const Delivery& delivery) {
  put(metric, to_seconds(context_.runtime.now() - delivery.ingested) * 1000);
}

}  // namespace spillway::eventbridge
