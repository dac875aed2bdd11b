// Queue: one standard queue: its messages, which of them can be received now, and its attributes.
//
// A plain data structure that is told the time; owned by Queues.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/core/ports.hpp"
#include "emulator/sqs/queue_policy.hpp"
#include "runtime/time.hpp"

namespace spillway::sqs {

/// "String", "Number" or one of these with a label ("String.json"); binary ones are not modelled.
struct MessageAttribute {
  std::string data_type;
  std::string value;
};
using MessageAttributes = std::map<std::string, MessageAttribute>;

struct Message {
  std::string id;
  std::string body;
  MessageAttributes attributes;
  std::string sender;
  WallTime sent_wall{};
  TimePoint sent{};
  TimePoint visible_at{};  ///< later than now: delayed, or received and not yet deleted
  std::optional<WallTime> first_received;
  std::int64_t receive_count = 0;
};

/// SetQueueAttributes. `sqs:CreateQueue` has the defaults.
struct QueueAttributes {
  std::int64_t delay_s = 0;
  std::int64_t maximum_message_bytes = std::int64_t{1024} * 1024;
  std::int64_t retention_s = 345'600;
  std::int64_t receive_wait_s = 0;
  std::int64_t visibility_timeout_s = 30;
  bool managed_encryption = true;
  std::string policy_text;  ///< empty: only the account's own callers may send
  std::optional<QueuePolicy> policy;
};

struct QueueMetrics {
  core::MetricId sent;
  core::MetricId received;
  core::MetricId deleted;
  core::MetricId visible;
  core::MetricId not_visible;
  core::MetricId delayed;
};

struct MessageCounts {
  std::int64_t visible = 0;
  std::int64_t not_visible = 0;
  std::int64_t delayed = 0;
};

/// A message as somebody got it.
struct Received {
  const Message* message;
  std::string receipt_handle;
};

class Queue {
 public:
  enum class Handle { valid, outdated, malformed };

  std::string name;
  std::string arn;
  std::string url;
  QueueAttributes attributes;
  QueueMetrics metrics{};
  WallTime created{};
  WallTime modified{};
  TimePoint last_active{};
  std::optional<TimePoint> purged;

  void add(Message message);
  /// Up to `limit` messages that are visible, in the order of sending; hides them until `until`.
  std::vector<Received> receive(std::size_t limit, TimePoint now, TimePoint until, WallTime wall);
  /// Of a handle that is outdated, or whose message is gone, nothing is deleted.
  Handle erase(const std::string& receipt_handle);
  /// Null unless the handle is of the message's last receipt, and it is still hidden.
  Message* in_flight(const std::string& receipt_handle, TimePoint now);
  Handle check(const std::string& receipt_handle) const;
  void purge() { messages_.clear(); }
  void drop_expired(TimePoint now);

  MessageCounts counts(TimePoint now) const;
  /// When the next hidden message will be visible again; nothing: none is hidden.
  std::optional<TimePoint> next_visible(TimePoint now) const;

 private:
  struct Parts {
    std::uint64_t number;
    std::int64_t receipt;
  };
  std::string handle_of(std::uint64_t number, const Message& message) const;
  std::optional<Parts> parse(const std::string& receipt_handle) const;

  std::map<std::uint64_t, Message> messages_;  // by the number of their sending
  std::uint64_t next_number_ = 1;
};

}  // namespace spillway::sqs
