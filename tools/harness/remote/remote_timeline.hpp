// RemoteTimeline: one record of two: what the emulator tells, and what the run itself does. Owned
// by the run; used from its thread. Both count from 1; here each event gets a number of its own.
#pragma once

#include <functional>
#include <map>

#include "emulator/core/timeline.hpp"

namespace spillway::harness {

class RemoteTimeline {
 public:
  using OnEvent = std::function<void(const core::Event&)>;

  explicit RemoteTimeline(OnEvent on_event) : on_event_(std::move(on_event)) {}

  /// How much further the emulator's clock is than the run's.
  void set_offset(Duration offset) { offset_ = offset; }
  void add_own(core::Event event);
  /// Of what was before the run only the template's resources are taken, as of time 0: expectations
  /// name them.
  void add_remote(core::Event event);

 private:
  void add(core::Event event, std::map<EventSeq, EventSeq>& numbers);

  OnEvent on_event_;
  Duration offset_{};
  EventSeq last_ = 0;
  std::map<EventSeq, EventSeq> own_;
  std::map<EventSeq, EventSeq> remote_;
};

}  // namespace spillway::harness
