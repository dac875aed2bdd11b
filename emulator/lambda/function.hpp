// Function: the state of one function: configuration, limits, policy, environments, counts.
// Owned by Estate; used within emulator/lambda only.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/core/ports.hpp"
#include "emulator/lambda/host.hpp"
#include "emulator/lambda/policy.hpp"
#include "emulator/lambda/token_bucket.hpp"
#include "runtime/runtime.hpp"

namespace spillway::lambda {

struct FunctionConfig {
  std::string name;
  std::string arn;
  std::string role;
  std::string handler;
  std::string runtime;
  std::string package_type = "Zip";
  std::string image_uri;
  std::string description;
  std::int64_t memory_mb = 128;
  std::int64_t timeout_s = 3;
  std::map<std::string, std::string, std::less<>> variables;  ///< the user's
  WallTime modified_at{};
  std::uint32_t version = 0;  ///< counts the changes; environments of an older one are replaced
};

/// How asynchronous events are tried again (aws-facts B5).
struct EventInvokeConfig {
  std::int64_t maximum_retry_attempts = 2;
  std::chrono::seconds maximum_event_age = std::chrono::hours(6);
  WallTime modified_at{};
};

/// One execution environment. Idle, busy, or reset: its process is gone after a crash or a
/// time-out, and the next invocation starts it again within its own time (aws-facts B1).
struct Environment {
  std::string id;
  std::string log_stream;
  std::unique_ptr<FunctionEnvironment> process;  ///< null: not started yet, or reset
  /// Of the start that is under way: set to true, its callbacks do nothing any more.
  std::shared_ptr<bool> start_over;
  bool was_reset = false;
  std::uint32_t config_version = 0;  ///< of the configuration that it has
  TimePoint last_used{};
};

/// The metrics of one dimension set.
struct MetricSet {
  core::MetricId invocations{};
  core::MetricId errors{};
  core::MetricId throttles{};
  core::MetricId duration{};
  core::MetricId concurrent_executions{};
};

struct AsyncMetrics {
  core::MetricId received{};
  core::MetricId dropped{};
  core::MetricId age{};
};

/// Of the Region, without dimensions.
struct RegionMetrics {
  core::MetricId unreserved_concurrent_executions{};
  core::MetricId claimed_account_concurrency{};
};

/// Invocations under way when one begins, itself included.
struct Concurrency {
  std::int64_t function = 0;
  std::int64_t account = 0;
  std::int64_t unreserved = 0;  ///< of all functions without a reservation
  std::int64_t claimed = 0;     ///< that, and what is reserved
  bool is_reserved = false;     ///< the function has a reservation
};

/// Sums of the minute that is under way.
struct MinuteCounts {
  bool open = false;
  std::int64_t invocations = 0;
  std::int64_t errors = 0;
  std::int64_t throttles = 0;
  std::int64_t concurrent_max = 0;
};

struct Function {
  FunctionConfig config;
  std::string logical_id;
  ResourcePolicy policy;
  std::optional<std::int64_t> reserved;
  std::optional<EventInvokeConfig> event_invoke;  ///< empty: never put, AWS's defaults

  std::int64_t active = 0;  ///< invocations under way: its concurrency
  std::vector<std::unique_ptr<Environment>> environments;
  std::deque<Environment*> idle;  ///< most recently used last
  TokenBucket new_environments;
  TokenBucket requests;
  TimerId idle_timer = TimerId::none;
  bool deleted = false;

  std::vector<MetricSet> metrics;  ///< by name, by name and resource, account-wide
  AsyncMetrics async_metrics;
  RegionMetrics region_metrics;
  MinuteCounts minute;
  std::map<std::string_view, std::int64_t> throttle_told;  ///< by reason: the last minute told
};

}  // namespace spillway::lambda
