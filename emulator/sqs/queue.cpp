#include "emulator/sqs/queue.hpp"

#include <charconv>

#include "runtime/base64.hpp"

namespace spillway::sqs {

void Queue::add(Message message) { messages_.emplace(next_number_++, std::move(message)); }

std::vector<Received> Queue::receive(std::size_t limit, TimePoint now, TimePoint until,
                                     WallTime wall) {
  drop_expired(now);
  std::vector<Received> received;
  for (auto& [number, message] : messages_) {
    if (received.size() == limit) break;
    if (message.visible_at > now) continue;
    message.visible_at = until;
    ++message.receive_count;
    if (!message.first_received) message.first_received = wall;
    received.push_back({&message, handle_of(number, message)});
  }
  return received;
}

Queue::Handle Queue::check(const std::string& receipt_handle) const {
  const auto parts = parse(receipt_handle);
  if (!parts) return Handle::malformed;
  const auto found = messages_.find(parts->number);
  const bool current = found != messages_.end() && found->second.receive_count == parts->receipt;
  return current ? Handle::valid : Handle::outdated;
}

Queue::Handle Queue::erase(const std::string& receipt_handle) {
  const Handle handle = check(receipt_handle);
  if (handle == Handle::valid) messages_.erase(parse(receipt_handle)->number);
  return handle;
}

Message* Queue::in_flight(const std::string& receipt_handle, TimePoint now) {
  if (check(receipt_handle) != Handle::valid) return nullptr;
  Message& message = messages_.at(parse(receipt_handle)->number);
  return message.visible_at > now ? &message : nullptr;
}

void Queue::drop_expired(TimePoint now) {
  const auto kept = std::chrono::seconds(attributes.retention_s);
  while (!messages_.empty() && now - messages_.begin()->second.sent > kept) {
    messages_.erase(messages_.begin());
  }
}

MessageCounts Queue::counts(TimePoint now) const {
  MessageCounts counts;
  for (const auto& [number, message] : messages_) {
    if (message.visible_at <= now) {
      ++counts.visible;
    } else if (message.receive_count > 0) {
      ++counts.not_visible;
    } else {
      ++counts.delayed;
    }
  }
  return counts;
}

std::optional<TimePoint> Queue::next_visible(TimePoint now) const {
  std::optional<TimePoint> next;
  for (const auto& [number, message] : messages_) {
    if (message.visible_at > now && (!next || message.visible_at < *next)) {
      next = message.visible_at;
    }
  }
  return next;
}

// Which message, and which of its receipts: a handle of an earlier one deletes nothing.
std::string Queue::handle_of(std::uint64_t number, const Message& message) const {
  return base64_encode(name + ' ' + std::to_string(number) + ' ' +
                       std::to_string(message.receive_count) + ' ' + message.id);
}

std::optional<Queue::Parts> Queue::parse(const std::string& receipt_handle) const {
  const auto text = base64_decode(receipt_handle);
  const std::string beginning = name + ' ';
  if (!text || !text->starts_with(beginning)) return std::nullopt;
  Parts parts{};
  const char* end = text->data() + text->size();
  const auto number = std::from_chars(text->data() + beginning.size(), end, parts.number);
  if (number.ec != std::errc() || number.ptr == end || *number.ptr != ' ') return std::nullopt;
  const auto receipt = std::from_chars(number.ptr + 1, end, parts.receipt);
  if (receipt.ec != std::errc() || receipt.ptr == end || *receipt.ptr != ' ') return std::nullopt;
  return parts;
}

}  // namespace spillway::sqs
