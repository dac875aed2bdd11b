// EventHeap: what is to happen, ordered by (time, order of scheduling), with removal in O(log n).
//
// Owned by one VirtualRuntime; single-threaded. Slots are reused, and a TimerId carries its slot's
// generation, so that an id that has fired cannot cancel a stranger.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/runtime.hpp"

namespace spillway::sim {

class EventHeap {
 public:
  struct Event {
    TimePoint at;
    EventSeq cause;
    Callback fn;
  };

  TimerId push(TimePoint at, EventSeq cause, Callback&& fn);
  /// Takes the callback out of the heap; empty if `id` is not pending. The caller destroys it,
  /// after the heap is consistent again: a destructor may schedule or cancel.
  Callback remove(TimerId id);
  /// Precondition: not empty.
  Event pop();
  std::optional<TimePoint> next_at() const;
  std::size_t size() const { return order_.size(); }
  bool empty() const { return order_.empty(); }

 private:
  struct Key {
    TimePoint at;
    std::uint64_t seq;
    std::uint32_t slot;
    // Compared as one number: a branch that nobody can predict is spared.
    __extension__ using Order = __int128;
    Order order() const {
      return static_cast<Order>(at.time_since_epoch().count()) * (Order{1} << 64) | seq;
    }
    bool operator<(const Key& other) const { return order() < other.order(); }
  };
  struct Slot {
    Callback fn;
    EventSeq cause = 0;
    std::uint32_t generation = 1;
    std::uint32_t position = 0;  // in order_, while pending
    bool pending = false;
  };

  void place(std::size_t position, Key key);
  std::size_t least_child(std::size_t first) const;
  void sift_up(std::size_t position, Key key);
  void sift_down(std::size_t position, Key key);
  void take_out(std::size_t position);
  void release(std::uint32_t slot);

  std::vector<Key>
      order_;  // a 4-ary heap: shallower than a binary one, and a node's children share a line
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint64_t next_seq_ = 0;
};

}  // namespace spillway::sim
