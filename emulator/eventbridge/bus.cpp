#include "emulator/eventbridge/bus.hpp"

#include "runtime/wall_time.hpp"

namespace spillway::eventbridge {
namespace {

RuleMetrics intern_metrics(core::MetricSink& sink, const std::string& rule) {
  const auto intern = [&](const char* name, const char* unit = "Count") {
    return sink.intern({"AWS/Events", name, {{"RuleName", rule}}}, unit);
  };
  return {intern("MatchedEvents"),
          intern("TriggeredRules"),
          intern("Invocations"),
          intern("FailedInvocations"),
          intern("InvocationAttempts"),
          intern("SuccessfulInvocationAttempts"),
          intern("RetryInvocationAttempts"),
          intern("InvocationsSentToDlq"),
          intern("InvocationsFailedToBeSentToDlq"),
          intern("IngestionToInvocationStartLatency", "Milliseconds"),
          intern("IngestionToInvocationSuccessLatency", "Milliseconds"),
          intern("IngestionToInvocationCompleteLatency", "Milliseconds")};
}

}  // namespace

Bus::Bus(core::Context& context, Settings settings, TargetInvoker& invoker,
         core::MessageQueues& queues)
    : context_(context),
      settings_(settings),
      deliveries_(context, settings_, invoker, queues),
      clock_(context.runtime, settings_,
             [this](const std::string& rule, WallTime time) { run_schedule(rule, time); }),
      ids_(context.runtime.rng("eventbridge/ids")),
      latency_(context.runtime.rng("eventbridge/delivery-latency")),
      alive_(std::make_shared<bool>(true)),
      faults_(
          context,
          [this](const std::string& name, const Arrival& arrival) {
            if (const Rule* rule = find(name)) trigger(*rule, arrival);
          },
          [this](Duration delay, Callback work) { after(delay, std::move(work)); }) {}

Bus::~Bus() = default;

std::string Bus::rule_arn(const std::string& name) const {
  return context_.account.arn("events", "rule/" + name);
}

Rule* Bus::find(std::string_view name) {
  const auto found = rules_.find(name);
  return found == rules_.end() ? nullptr : &found->second;
}

Rule& Bus::put_rule(std::string name, Trigger trigger, bool enabled) {
  std::vector<Target> targets;
  if (Rule* existing = find(name)) targets = std::move(existing->targets);
  Rule made{name,
            rule_arn(name),
            std::move(trigger),
            enabled,
            {},
            {},
            std::move(targets),
            intern_metrics(context_.metrics, name)};
  Rule& rule = rules_.insert_or_assign(std::move(name), std::move(made)).first->second;
  clock_.stop(rule.name);
  if (enabled && rule.trigger.schedule) clock_.start(rule.name, *rule.trigger.schedule);
  return rule;
}

void Bus::remove_rule(const std::string& name) {
  clock_.stop(name);
  rules_.erase(name);
}

void Bus::set_enabled(Rule& rule, bool enabled) {
  if (rule.enabled == enabled) return;
  rule.enabled = enabled;
  clock_.stop(rule.name);
  if (enabled && rule.trigger.schedule) clock_.start(rule.name, *rule.trigger.schedule);
}

std::string Bus::put(core::BusEvent event, std::optional<WallTime> time) {
  std::string id = ids_.uuid();
  const WallTime now = context_.runtime.wall_now();
  Json json;
  json["version"] = "0";
  json["id"] = id;
  json["detail-type"] = std::move(event.detail_type);
  json["source"] = std::move(event.source);
  json["account"] = context_.account.id;
  json["time"] = format_iso8601_seconds(time.value_or(now));
  json["region"] = context_.account.region;
  json["resources"] = std::move(event.resources);
  json["detail"] = std::move(event.detail);
  after(settings_.delivery_latency.sample(latency_),
        [this, arrival = Arrival{std::move(json), context_.runtime.now(), now}] {
          dispatch(arrival);
        });
  return id;
}

void Bus::dispatch(const Arrival& arrival) {
  const FlatEvent flat(arrival.event);
  for (const auto& [name, rule] : rules_) {
    if (!rule.enabled || !rule.trigger.pattern || !rule.trigger.pattern->matches(flat)) continue;
    count(rule.metrics.matched_events);
    fire(rule, arrival);
  }
}

// A schedule's event goes to its own rule and to no other.
void Bus::run_schedule(const std::string& name, WallTime time) {
  const Rule& rule = rules_.at(name);
  Json event = {{"version", "0"},
                {"id", ids_.uuid()},
                {"detail-type", "Scheduled Event"},
                {"source", "aws.events"},
                {"account", context_.account.id},
                {"time", format_iso8601_seconds(time)},
                {"region", context_.account.region},
                {"resources", Json::array({rule.arn})},
                {"detail", Json::object()}};
  fire(rule, {std::move(event), context_.runtime.now(), context_.runtime.wall_now()});
}

void Bus::fire(const Rule& rule, const Arrival& arrival) {
  context_.faults == nullptr ? trigger(rule, arrival) : faults_.pass(rule, arrival);
}

void Bus::trigger(const Rule& rule, const Arrival& arrival) {
  Json arns = Json::array();
  for (const Target& target : rule.targets) arns.push_back(target.arn);
  Json data = {{"rule", rule.name},
               {"event_id", arrival.event["id"]},
               {"detail_type", arrival.event["detail-type"]},
               {"targets", std::move(arns)}};
  const EventSeq seq = context_.timeline.record("events.rule_matched", std::move(data));
  const CauseScope scope(context_.runtime, seq);
  count(rule.metrics.triggered_rules);
  // Invoking a target must not change the rules under our feet; the models of Lambda and SQS only
  // queue.
  for (const Target& target : rule.targets) deliveries_.begin(rule, target, arrival);
}

void Bus::count(core::MetricId metric) { context_.metrics.put(metric, 1, context_.runtime.now()); }

void Bus::after(Duration delay, Callback work) {
  context_.runtime.call_after(
      delay, [alive = std::weak_ptr<bool>(alive_), work = std::move(work)]() mutable {
        if (!alive.expired()) work();
      });
}

}  // namespace spillway::eventbridge
