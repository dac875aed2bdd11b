// Rule: a pattern and up to five targets. Plain values, owned by Bus.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/core/ports.hpp"
#include "emulator/eventbridge/json_path.hpp"
#include "emulator/eventbridge/pattern.hpp"

namespace spillway::eventbridge {

struct RetryPolicy {
  std::optional<std::int64_t> maximum_retry_attempts;
  std::optional<std::int64_t> maximum_event_age_s;
};

struct Target {
  std::string id;
  std::string arn;
  std::optional<std::string> input;       ///< handed over instead of the event
  std::optional<std::string> input_path;  ///< the part of the event that is handed over
  std::optional<RetryPolicy> retry_policy;

  /// What the target is given of an event.
  std::string payload(const Json& event) const;
};

/// The rule's metrics in AWS/Events, dimension RuleName.
struct RuleMetrics {
  core::MetricId matched_events;
  core::MetricId triggered_rules;
  core::MetricId invocations;
  core::MetricId failed_invocations;
};

struct Rule {
  std::string name;
  std::string arn;
  std::string pattern_text;
  Pattern pattern;
  bool enabled = true;
  std::optional<std::string> description;
  std::optional<std::string> role_arn;
  std::vector<Target> targets;  ///< in the order in which they were added
  RuleMetrics metrics;
};

}  // namespace spillway::eventbridge
