// Queues: the standard queues of one account and Region, their API, and the way for other services
// to send to them (core::MessageQueues).
//
// Owned by the world. The constructor registers the operations of "sqs". Runtime's thread only.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/core/context.hpp"
#include "emulator/core/ids.hpp"
#include "emulator/sqs/message_json.hpp"
#include "emulator/sqs/queue.hpp"
#include "emulator/sqs/settings.hpp"

namespace spillway::sqs {

/// A ReceiveMessage, answered as soon as there is a message, at the latest at `deadline`.
struct ReceiveRequest {
  std::string queue;
  std::size_t limit = 1;
  Duration visibility_timeout{};
  WantedAttributes wanted;
  TimePoint deadline{};
  core::ApiDone done;
};

class Queues final : public core::MessageQueues {
 public:
  Queues(core::Context& context, Settings settings);
  Queues(const Queues&) = delete;
  Queues& operator=(const Queues&) = delete;
  ~Queues() override;

  core::SendOutcome send(const std::string& queue_arn, const core::MessageSender& sender,
                         std::string body, std::map<std::string, std::string> attributes) override;

  // For the operations.
  using All = std::map<std::string, Queue, std::less<>>;
  core::Context& context() { return context_; }
  const All& all() const { return queues_; }
  Queue* find(std::string_view name);
  std::string arn_of(const std::string& name) const;
  std::string url_of(const std::string& name) const;
  /// Precondition: there is none of that name.
  Queue& create(const std::string& name, QueueAttributes attributes);
  void remove(const std::string& name);
  bool was_deleted_recently(const std::string& name) const;
  /// False: there was a purge just now.
  bool purge(Queue& queue);
  /// Puts the message into the queue and tells the timeline. Returns its id.
  std::string deliver(Queue& queue, const std::string& sender, std::string body,
                      MessageAttributes attributes, Duration delay);
  void receive(ReceiveRequest request);
  /// When a received message is visible again.
  void set_visible(const Queue& queue, Message& message, TimePoint at);
  void count(core::MetricId metric, double value);
  /// The gauges of a queue reach CloudWatch only while it is in use.
  void note_use(Queue& queue);

 private:
  using Waiter = std::shared_ptr<ReceiveRequest>;

  bool may_send(const Queue& queue, const core::MessageSender& sender) const;
  /// True: the request was answered.
  bool try_receive(ReceiveRequest& request);
  void serve(const std::string& queue);
  bool is_waited_for(const std::string& queue) const;
  void wake_at(TimePoint time, const std::string& queue);
  void wake_when_visible(const std::string& queue);
  void publish(const std::string& queue);
  void publish_later(const std::string& queue);
  /// `work` at that time, unless this is gone by then.
  void at(TimePoint time, Callback work);

  core::Context& context_;
  Settings settings_;
  core::IdSource ids_;
  All queues_;
  std::list<Waiter> waiting_;
  std::map<std::string, TimePoint, std::less<>> deleted_;
  std::map<std::string, bool, std::less<>> published_;  // a timer is set for its gauges
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace spillway::sqs
