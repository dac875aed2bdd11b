// Timeline: the record of a run, and the only one. Expectations, summaries, reports and the exit
// code are computed from it, never from a model's insides.
//
// Owned by the world; models report what happened with record(). Subscribers are called in order,
// at once, on the runtime's thread; they must not record.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/json.hpp"
#include "runtime/runtime.hpp"

namespace spillway::core {

struct Event {
  TimePoint t;
  EventSeq seq = 0;
  EventSeq cause = 0;  ///< the event that led here; 0: none
  std::string name;    ///< "ecs.task_state_changed": one of the catalogue
  Json data;           ///< an object with members of the catalogue's, in its order

  /// The part of the name before the dot: "ecs".
  std::string_view source() const;
  /// One line of timeline.jsonl, without the newline. Byte-stable.
  std::string to_line() const;
};

class Timeline {
 public:
  using Subscriber = std::function<void(const Event&)>;

  explicit Timeline(Runtime& runtime) : runtime_(runtime) {}

  /// Records that `name` happened now, caused by Runtime::cause(). A name or member that the
  /// catalogue lacks is a bug. Returns the event's number: put what follows from it under a
  /// CauseScope.
  EventSeq record(std::string_view name, Json data);
  void subscribe(Subscriber subscriber) { subscribers_.push_back(std::move(subscriber)); }

  EventSeq last() const { return last_; }

 private:
  friend class PendingRecord;

  void append(Event event);

  Runtime& runtime_;
  EventSeq last_ = 0;
  std::vector<Subscriber> subscribers_;
  std::vector<Event> held_;  // while records are pending: what follows the outermost one
  std::size_t pending_ = 0;
};

/// An event whose data is only known after what it leads to has been recorded, such as an API call
/// and its status. It takes the next number at once; what is recorded while it lives gets the
/// numbers after it, and subscribers see that only once this event is finished. So the record
/// stays in the order of its numbers, and an effect never stands before its cause.
///
///   PendingRecord call(timeline);
///   { CauseScope scope(runtime, call.seq()); result = operation(...); }
///   call.finish("api.call", {...});
///
/// Lives on the stack, within one instant; pending records end in the reverse order of their
/// beginning. One that is not finished is a bug.
class PendingRecord {
 public:
  explicit PendingRecord(Timeline& timeline);
  ~PendingRecord();
  PendingRecord(const PendingRecord&) = delete;
  PendingRecord& operator=(const PendingRecord&) = delete;

  EventSeq seq() const { return seq_; }
  /// As Timeline::record, with the cause that was current at the beginning.
  void finish(std::string_view name, Json data);

 private:
  Timeline& timeline_;
  EventSeq seq_;
  std::size_t index_;  // of its event among those held
  std::size_t depth_;
  bool finished_ = false;
};

/// Seconds since the start with up to nine decimals and no trailing zeros: "62.037", "0".
std::string format_seconds(Duration since_start);

}  // namespace spillway::core
