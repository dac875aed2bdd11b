// Rule: a pattern, a schedule or both, and up to five targets. Plain values, owned by Bus.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/core/ports.hpp"
#include "emulator/eventbridge/input_transformer.hpp"
#include "emulator/eventbridge/json_path.hpp"
#include "emulator/eventbridge/pattern.hpp"
#include "emulator/eventbridge/schedule.hpp"

namespace spillway::eventbridge {

struct RetryPolicy {
  std::optional<std::int64_t> maximum_retry_attempts;
  std::optional<std::int64_t> maximum_event_age_s;
};

struct Target {
  std::string id;
  std::string arn;
  std::optional<std::string> role_arn;    ///< under which it is invoked; else its own policy counts
  std::optional<std::string> input;       ///< handed over instead of the event
  std::optional<std::string> input_path;  ///< the part of the event that is handed over
  std::optional<InputTransformer> input_transformer;
  std::optional<RetryPolicy> retry_policy;
  std::optional<std::string> dead_letter_arn;

  bool is_queue() const;
  /// What the target is given of an event; nothing: the transformer makes no JSON of it.
  std::optional<std::string> payload(const Json& event, const TransformerFacts& facts) const;
};

/// The rule's metrics in AWS/Events, dimension RuleName (aws-facts D12).
struct RuleMetrics {
  core::MetricId matched_events;
  core::MetricId triggered_rules;
  core::MetricId invocations;
  core::MetricId failed_invocations;
  core::MetricId invocation_attempts;
  core::MetricId successful_attempts;
  core::MetricId retry_attempts;
  core::MetricId sent_to_dlq;
  core::MetricId failed_to_be_sent_to_dlq;
  core::MetricId start_latency;  ///< milliseconds, like the other two
  core::MetricId success_latency;
  core::MetricId complete_latency;
};

/// What a rule reacts to. At least one of the two.
struct Trigger {
  std::string pattern_text;
  std::optional<Pattern> pattern;
  std::string schedule_text;
  std::optional<Schedule> schedule;
};

struct Rule {
  std::string name;
  std::string arn;
  Trigger trigger;
  bool enabled = true;
  std::optional<std::string> description;
  std::optional<std::string> role_arn;
  std::vector<Target> targets;  ///< in the order in which they were added
  RuleMetrics metrics;
};

/// An event that the bus has taken.
struct Arrival {
  Json event;
  TimePoint at;   ///< when it was ingested
  WallTime wall;  ///< the same
};

}  // namespace spillway::eventbridge
