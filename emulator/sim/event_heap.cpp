#include "emulator/sim/event_heap.hpp"

#include <utility>

namespace spillway::sim {
namespace {

constexpr std::size_t kArity = 4;

TimerId make_id(std::uint32_t slot, std::uint32_t generation) {
  return static_cast<TimerId>((std::uint64_t{generation} << 32) | slot);
}

}  // namespace

TimerId EventHeap::push(TimePoint at, EventSeq cause, Callback&& fn) {
  std::uint32_t slot;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  Slot& s = slots_[slot];
  s.fn = std::move(fn);
  s.cause = cause;
  s.pending = true;
  const TimerId id = make_id(slot, s.generation);
  order_.emplace_back();
  sift_up(order_.size() - 1, Key{at, next_seq_++, slot});
  return id;
}

Callback EventHeap::remove(TimerId id) {
  const auto raw = static_cast<std::uint64_t>(id);
  const auto slot = static_cast<std::uint32_t>(raw);
  const auto generation = static_cast<std::uint32_t>(raw >> 32);
  if (slot >= slots_.size()) return {};
  Slot& s = slots_[slot];
  if (!s.pending || s.generation != generation) return {};
  take_out(s.position);
  Callback fn = std::move(s.fn);
  release(slot);
  return fn;
}

EventHeap::Event EventHeap::pop() {
  const Key top = order_.front();
  take_out(0);
  Slot& s = slots_[top.slot];
  Event event{top.at, s.cause, std::move(s.fn)};
  release(top.slot);
  return event;
}

std::optional<TimePoint> EventHeap::next_at() const {
  if (order_.empty()) return std::nullopt;
  return order_.front().at;
}

void EventHeap::place(std::size_t position, Key key) {
  order_[position] = key;
  slots_[key.slot].position = static_cast<std::uint32_t>(position);
}

void EventHeap::sift_up(std::size_t position, Key key) {
  while (position > 0) {
    const std::size_t parent = (position - 1) / kArity;
    if (!(key < order_[parent])) break;
    place(position, order_[parent]);
    position = parent;
  }
  place(position, key);
}

// Of the children that begin at `first`; without a branch if there are all four.
std::size_t EventHeap::least_child(std::size_t first) const {
  const Key* const child = order_.data() + first;
  if (first + kArity <= order_.size()) {
    const std::size_t a = child[1] < child[0] ? 1 : 0;
    const std::size_t b = child[3] < child[2] ? 3 : 2;
    return first + (child[b] < child[a] ? b : a);
  }
  std::size_t least = first;
  for (std::size_t i = first + 1; i < order_.size(); ++i) {
    if (order_[i] < order_[least]) least = i;
  }
  return least;
}

void EventHeap::sift_down(std::size_t position, Key key) {
  for (;;) {
    const std::size_t first = position * kArity + 1;
    if (first >= order_.size()) break;
    const std::size_t least = least_child(first);
    if (!(order_[least] < key)) break;
    place(position, order_[least]);
    position = least;
  }
  place(position, key);
}

void EventHeap::take_out(std::size_t position) {
  const Key last = order_.back();
  order_.pop_back();
  if (position == order_.size()) return;
  if (position > 0 && last < order_[(position - 1) / kArity]) {
    sift_up(position, last);
  } else {
    sift_down(position, last);
  }
}

void EventHeap::release(std::uint32_t slot) {
  Slot& s = slots_[slot];
  s.pending = false;
  ++s.generation;
  free_.push_back(slot);
}

}  // namespace spillway::sim
