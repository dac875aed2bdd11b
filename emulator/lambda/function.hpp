// Function: the state of one function: its versions with their environments, the names under which
// it is invoked, limits, counts. Owned by Estate; used within emulator/lambda only.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/core/ports.hpp"
#include "emulator/lambda/host.hpp"
#include "emulator/lambda/invocation_log.hpp"
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
  std::string revision_id;  ///< a new one with each change
  std::vector<std::string> architectures = {"x86_64"};
  std::int64_t memory_mb = 128;
  std::int64_t timeout_s = 3;
  std::string dead_letter_arn;                                ///< of a queue; empty: none
  std::map<std::string, std::string, std::less<>> variables;  ///< the user's
  WallTime modified_at{};
  std::uint32_t version = 0;  ///< counts the changes; environments of an older one are replaced
};

/// How asynchronous events are tried again, and where their results go (aws-facts B5).
struct EventInvokeConfig {
  std::int64_t maximum_retry_attempts = 2;
  std::chrono::seconds maximum_event_age = std::chrono::hours(6);
  std::string on_success;  ///< the ARN of a queue, a function or an event bus; empty: none
  std::string on_failure;
  WallTime modified_at{};
};

/// One execution environment. Idle, busy, or reset: its process is gone after a crash or a
/// time-out, and the next invocation starts it again within its own time (aws-facts B1).
struct Environment {
  std::string id;
  std::string log_stream;
  std::uint32_t log_index = 0;                   ///< of its stream in InvocationLog
  std::unique_ptr<FunctionEnvironment> process;  ///< null: not started yet, or reset
  /// Of the start that is under way: set to true, its callbacks do nothing any more.
  std::shared_ptr<bool> start_over;
  bool was_reset = false;
  bool provisioned = false;          ///< of the version's provisioned concurrency
  bool orphaned = false;             ///< which was deleted meanwhile
  std::uint32_t config_version = 0;  ///< of the configuration that it has
  Duration init{};                   ///< how long its process's last init took
  bool init_is_untold = false;       ///< no REPORT line has shown it yet
  TimePoint last_used{};
  TimePoint recycled_at{};  ///< from when on it is replaced even under load
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
  core::MetricId dead_letter_errors{};
  core::MetricId delivery_failures{};
};

struct ProvisionedMetrics {
  core::MetricId concurrent_executions{};
  core::MetricId utilization{};
  core::MetricId invocations{};
  core::MetricId spillover{};
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
  std::int64_t endpoint = 0;    ///< by the name that the caller used
  std::int64_t version = 0;     ///< of the version that runs
  std::int64_t unreserved = 0;  ///< of all functions, what takes from the unreserved share
  std::int64_t claimed = 0;     ///< that, and what is reserved or provisioned
  bool is_unreserved = false;   ///< it takes from the unreserved share
};

/// Sums of the minute that is under way.
struct MinuteCounts {
  bool open = false;
  std::int64_t invocations = 0;
  std::int64_t errors = 0;
  std::int64_t throttles = 0;
  std::int64_t concurrent_max = 0;
};

struct Endpoint;

/// Environments that were initialized ahead of time (aws-facts B1).
struct ProvisionedConcurrency {
  Endpoint* put_on = nullptr;  ///< the version's endpoint, or an alias
  std::int64_t requested = 0;
  std::int64_t active = 0;        ///< of its environments, busy ones
  std::deque<Environment*> idle;  ///< initialized, or reset by a crash
  std::int64_t starting = 0;      ///< in their first init
  std::string failure;            ///< why the last init failed; empty: it did not
  WallTime modified_at{};
  std::vector<ProvisionedMetrics> metrics;  ///< by name, by name and resource

  std::int64_t available() const { return static_cast<std::int64_t>(idle.size()) + active; }
};

/// What runs: $LATEST, which can be changed, or a published version, which cannot.
struct Version {
  struct Function* function = nullptr;
  std::string name = "$LATEST";
  FunctionConfig config;
  std::int64_t active = 0;
  std::vector<std::unique_ptr<Environment>> environments;
  std::deque<Environment*> idle;  ///< on-demand ones; most recently used last
  TimerId idle_timer = TimerId::none;
  std::unique_ptr<ProvisionedConcurrency> provisioned;
  MetricSet metrics;  ///< by name and executed version
};

/// A name under which a function is invoked: the function itself, one of its versions, an alias.
/// Each has its own policy and its own handling of asynchronous events.
struct Endpoint {
  struct Function* function = nullptr;
  std::string qualifier;          ///< empty: the function itself, which is $LATEST
  Version* version = nullptr;     ///< where its invocations run
  Version* additional = nullptr;  ///< of an alias: a second version
  double additional_weight = 0;   ///< which gets so much of them, 0 to 1
  bool is_alias = false;
  std::string description;
  ResourcePolicy policy;
  std::optional<EventInvokeConfig> event_invoke;  ///< empty: never put, AWS's defaults
  std::int64_t active = 0;
  MetricSet metrics;  ///< by name and resource
  AsyncMetrics async_metrics;
};

struct Function {
  std::string name;
  std::string arn;
  std::string logical_id;
  std::optional<std::int64_t> reserved;
  Version latest;
  std::map<std::int64_t, std::unique_ptr<Version>> versions;  ///< the published ones
  std::int64_t last_version = 0;
  Endpoint unqualified;
  std::map<std::string, std::unique_ptr<Endpoint>, std::less<>> qualified;  ///< by qualifier
  std::vector<std::unique_ptr<Endpoint>> deleted_aliases;  ///< invocations may be under way

  std::int64_t active = 0;              ///< invocations under way: its concurrency
  std::int64_t provisioned_active = 0;  ///< of them, in provisioned environments
  std::int64_t provisioned = 0;         ///< requested of all its versions
  TokenBucket new_environments;
  TokenBucket requests;
  bool deleted = false;

  MetricSet metrics;          ///< by name
  MetricSet account_metrics;  ///< without dimensions; the same for all functions
  AsyncMetrics async_metrics;
  AsyncMetrics account_async_metrics;
  RegionMetrics region_metrics;
  MinuteCounts minute;
  std::map<std::string_view, std::int64_t> throttle_told;  ///< by reason: the last minute told
  std::int64_t failed_start_told = -1;                     ///< the last minute told
  InvocationLog log;
};

}  // namespace spillway::lambda
