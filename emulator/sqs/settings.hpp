// What AWS decides about SQS. Every field has its default, its unit and its source: the SQS
// developer guide and API reference, since aws-facts has no section on queues.
#pragma once

#include <cstdint>

#include "runtime/time.hpp"

namespace spillway::sqs {

struct Settings {
  /// How often a queue's gauges (ApproximateNumberOfMessagesVisible) reach CloudWatch.
  /// Developer guide, "Available CloudWatch metrics".
  Duration metrics_interval = std::chrono::minutes(1);
  /// For how long after the last call or message they do. The same page.
  Duration active_for = std::chrono::hours(6);
  /// Another PurgeQueue within this time is refused. `sqs:PurgeQueue`.
  Duration between_purges = std::chrono::seconds(60);
  /// For how long the name of a deleted queue cannot be used again. `sqs:DeleteQueue`.
  Duration name_blocked = std::chrono::seconds(60);
  /// Messages received and not yet deleted; a receive beyond it is refused. `sqs:ReceiveMessage`.
  std::int64_t in_flight_limit = 120'000;
};

}  // namespace spillway::sqs
