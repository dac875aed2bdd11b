#include "emulator/sqs/queues.hpp"

#include <algorithm>

#include "emulator/sqs/operations.hpp"
#include "runtime/check.hpp"

namespace spillway::sqs {
namespace {

constexpr const char* kSend = "sqs:SendMessage";

QueueMetrics intern_metrics(core::MetricSink& sink, const std::string& queue) {
  const auto intern = [&](const char* name) {
    return sink.intern({"AWS/SQS", name, {{"QueueName", queue}}}, "Count");
  };
  return {intern("NumberOfMessagesSent"),
          intern("NumberOfMessagesReceived"),
          intern("NumberOfMessagesDeleted"),
          intern("ApproximateNumberOfMessagesVisible"),
          intern("ApproximateNumberOfMessagesNotVisible"),
          intern("ApproximateNumberOfMessagesDelayed")};
}

}  // namespace

Queues::Queues(core::Context& context, Settings settings)
    : context_(context), settings_(settings), ids_(context.runtime.rng("sqs/ids")) {
  add_queue_operations(context.operations, *this);
  add_message_operations(context.operations, *this);
}

Queues::~Queues() = default;

Queue* Queues::find(std::string_view name) {
  const auto found = queues_.find(name);
  return found == queues_.end() ? nullptr : &found->second;
}

std::string Queues::arn_of(const std::string& name) const {
  return context_.account.arn("sqs", name);
}

std::string Queues::url_of(const std::string& name) const {
  const core::Account& account = context_.account;
  return "https://sqs." + account.region + ".amazonaws.com/" + account.id + "/" + name;
}

Queue& Queues::create(const std::string& name, QueueAttributes attributes) {
  Queue queue;
  queue.name = name;
  queue.arn = arn_of(name);
  queue.url = url_of(name);
  queue.attributes = std::move(attributes);
  queue.metrics = intern_metrics(context_.metrics, name);
  queue.created = queue.modified = context_.runtime.wall_now();
  const auto [entry, is_new] = queues_.emplace(name, std::move(queue));
  SPILLWAY_CHECK(is_new);
  note_use(entry->second);
  return entry->second;
}

void Queues::remove(const std::string& name) {
  queues_.erase(name);
  deleted_[name] = context_.runtime.now();
}

bool Queues::was_deleted_recently(const std::string& name) const {
  const auto found = deleted_.find(name);
  return found != deleted_.end() && context_.runtime.now() - found->second < settings_.name_blocked;
}

bool Queues::purge(Queue& queue) {
  const TimePoint now = context_.runtime.now();
  if (queue.purged && now - *queue.purged < settings_.between_purges) return false;
  queue.purged = now;
  queue.purge();
  return true;
}

core::SendOutcome Queues::send(const std::string& queue_arn, const core::MessageSender& sender,
                               std::string body, std::map<std::string, std::string> attributes) {
  const auto found = std::find_if(queues_.begin(), queues_.end(),
                                  [&](const auto& entry) { return entry.second.arn == queue_arn; });
  if (found == queues_.end()) return core::SendOutcome::no_queue;
  Queue& queue = found->second;
  if (!may_send(queue, sender)) return core::SendOutcome::no_permissions;
  MessageAttributes typed;
  for (auto& [name, value] : attributes) typed[name] = {"String", std::move(value)};
  const std::string& who =
      sender.service_principal.empty() ? sender.role_arn : sender.service_principal;
  deliver(queue, who, std::move(body), std::move(typed),
          std::chrono::seconds(queue.attributes.delay_s));
  return core::SendOutcome::accepted;
}

// Within an account, either the role's policies or the queue's are enough, and neither may deny.
bool Queues::may_send(const Queue& queue, const core::MessageSender& sender) const {
  auto answer = QueuePolicy::Answer::silent;
  if (queue.attributes.policy) {
    answer = queue.attributes.policy->ask(
        {sender.service_principal, sender.role_arn, sender.source_arn}, kSend, queue.arn);
  }
  if (answer == QueuePolicy::Answer::denied) return false;
  if (answer == QueuePolicy::Answer::allowed) return true;
  return !sender.role_arn.empty() && context_.credentials.allows(sender.role_arn, kSend, queue.arn);
}

std::string Queues::deliver(Queue& queue, const std::string& sender, std::string body,
                            MessageAttributes attributes, Duration delay) {
  const EventSeq seq =
      context_.timeline.record("sqs.message_sent", {{"queue", queue.name}, {"sender", sender}});
  const CauseScope scope(context_.runtime, seq);
  Message message;
  message.id = ids_.uuid();
  message.body = std::move(body);
  message.attributes = std::move(attributes);
  message.sender = sender;
  message.sent_wall = context_.runtime.wall_now();
  message.sent = context_.runtime.now();
  message.visible_at = message.sent + delay;
  std::string id = message.id;
  const TimePoint visible_at = message.visible_at;
  queue.add(std::move(message));
  count(queue.metrics.sent, 1);
  note_use(queue);
  if (is_waited_for(queue.name)) wake_at(visible_at, queue.name);
  return id;
}

bool Queues::is_waited_for(const std::string& queue) const {
  return std::any_of(waiting_.begin(), waiting_.end(),
                     [&](const Waiter& waiter) { return waiter->queue == queue; });
}

void Queues::set_visible(const Queue& queue, Message& message, TimePoint at) {
  message.visible_at = at;
  if (is_waited_for(queue.name)) wake_at(at, queue.name);
}

void Queues::receive(ReceiveRequest request) {
  if (try_receive(request)) return;
  const auto waiter = std::make_shared<ReceiveRequest>(std::move(request));
  waiting_.push_back(waiter);
  wake_at(waiter->deadline, waiter->queue);
  wake_when_visible(waiter->queue);
}

bool Queues::try_receive(ReceiveRequest& request) {
  const TimePoint now = context_.runtime.now();
  Queue* queue = find(request.queue);
  std::vector<Received> received;
  Json messages = Json::array();
  if (queue != nullptr) {
    note_use(*queue);
    if (now >= request.deadline && queue->counts(now).not_visible >= settings_.in_flight_limit) {
      request.done(core::ApiError("OverLimit", "Too many messages in flight", 403));
      return true;
    }
    received = queue->receive(request.limit, now, now + request.visibility_timeout,
                              context_.runtime.wall_now());
    for (const Received& one : received) messages.push_back(message_json(one, request.wanted));
    if (!received.empty()) {
      count(queue->metrics.received, static_cast<double>(received.size()));
    }
  }
  if (messages.empty() && now < request.deadline) return false;
  request.done(messages.empty() ? Json::object() : Json{{"Messages", std::move(messages)}});
  return true;
}

void Queues::serve(const std::string& queue) {
  std::list<Waiter> mine;
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    const auto here = it++;
    if ((*here)->queue == queue) mine.splice(mine.end(), waiting_, here);
  }
  for (auto it = mine.begin(); it != mine.end();) {
    it = try_receive(**it) ? mine.erase(it) : std::next(it);
  }
  const bool still_waited_for = !mine.empty();
  waiting_.splice(waiting_.end(), mine);
  if (still_waited_for) wake_when_visible(queue);
}

void Queues::wake_when_visible(const std::string& name) {
  const Queue* queue = find(name);
  if (queue == nullptr) return;
  if (const auto next = queue->next_visible(context_.runtime.now())) wake_at(*next, name);
}

void Queues::wake_at(TimePoint time, const std::string& queue) {
  at(time, [this, queue] { serve(queue); });
}

void Queues::note_use(Queue& queue) {
  queue.last_active = context_.runtime.now();
  if (!published_[queue.name]) publish_later(queue.name);
}

void Queues::publish_later(const std::string& queue) {
  published_[queue] = true;
  const CauseScope scope(context_.runtime, 0);
  at(context_.runtime.now() + settings_.metrics_interval, [this, queue] { publish(queue); });
}

void Queues::publish(const std::string& name) {
  Queue* queue = find(name);
  const TimePoint now = context_.runtime.now();
  if (queue == nullptr || now - queue->last_active > settings_.active_for) {
    published_[name] = false;
    return;
  }
  queue->drop_expired(now);
  const MessageCounts counts = queue->counts(now);
  count(queue->metrics.visible, static_cast<double>(counts.visible));
  count(queue->metrics.not_visible, static_cast<double>(counts.not_visible));
  count(queue->metrics.delayed, static_cast<double>(counts.delayed));
  publish_later(name);
}

void Queues::count(core::MetricId metric, double value) {
  context_.metrics.put(metric, value, context_.runtime.now());
}

void Queues::at(TimePoint time, Callback work) {
  context_.runtime.call_at(time,
                           [alive = std::weak_ptr<bool>(alive_), work = std::move(work)]() mutable {
                             if (!alive.expired()) work();
                           });
}

}  // namespace spillway::sqs
