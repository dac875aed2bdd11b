// What a service needs of its neighbours, as interfaces: services never include each other, the
// world connects them. Implemented by cloudwatch (MetricSink), eventbridge (EventBus), wire
// (CredentialIssuer) and sqs (MessageQueues). Single-threaded.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/json.hpp"
#include "runtime/time.hpp"

namespace spillway::core {

/// Name and value of each dimension, sorted by name.
using Dimensions = std::vector<std::pair<std::string, std::string>>;

struct MetricKey {
  std::string name_space;  ///< "AWS/Lambda"
  std::string name;        ///< "ConcurrentExecutions"
  Dimensions dimensions;
  auto operator<=>(const MetricKey&) const = default;
};

enum class MetricId : std::uint32_t {};

class MetricSink {
 public:
  virtual ~MetricSink() = default;
  /// Do it once, at construction; put() is on the per-request path.
  virtual MetricId intern(const MetricKey& key, std::string unit) = 0;
  /// One sample, published now, that belongs to the minute of `timestamp` (not later than now).
  virtual void put(MetricId metric, double value, TimePoint timestamp) = 0;
};

/// What an AWS service sends to the default event bus; EventBridge adds version, id, account, time,
/// region.
struct BusEvent {
  std::string source;       ///< "aws.cloudwatch"
  std::string detail_type;  ///< "CloudWatch Alarm State Change"
  std::vector<std::string> resources;
  Json detail;
};

class EventBus {
 public:
  virtual ~EventBus() = default;
  virtual void put_event(BusEvent event) = 0;
};

/// Temporary credentials of a role, as an execution environment or a task is given them.
struct IssuedCredentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;
};

/// Implemented by wire/, which knows a caller by its access key.
class CredentialIssuer {
 public:
  virtual ~CredentialIssuer() = default;
  /// `caller` is the name that the timeline shows: the logical id of the function or service.
  virtual IssuedCredentials issue(const std::string& role_arn, const std::string& caller) = 0;
  /// Does the role exist and let the service ("lambda.amazonaws.com") assume it? Where nobody knows
  /// roles, every one does.
  virtual bool can_be_assumed(const std::string& /*role_arn*/,
                              std::string_view /*service_principal*/) const {
    return true;
  }
  /// May the role perform "ecr:BatchGetImage" on the resource?
  virtual bool allows(const std::string& /*role_arn*/, std::string_view /*action*/,
                      const std::string& /*resource*/) const {
    return true;
  }
};

/// On whose behalf a message is sent to a queue, which decides who must allow it.
struct MessageSender {
  std::string service_principal;  ///< "events.amazonaws.com": the queue's policy must allow it
  std::string source_arn;         ///< aws:SourceArn of that policy: the rule
  std::string role_arn;           ///< not empty: the role's policies count instead ("lambda")
};

enum class SendOutcome { accepted, no_queue, no_permissions };

/// Implemented by sqs: dead-letter queues and destinations.
class MessageQueues {
 public:
  virtual ~MessageQueues() = default;
  /// `attributes` are the message's String attributes by name ("RULE_ARN").
  virtual SendOutcome send(const std::string& queue_arn, const MessageSender& sender,
                           std::string body, std::map<std::string, std::string> attributes) = 0;
};

}  // namespace spillway::core
