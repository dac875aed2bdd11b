#include "tools/harness/remote/remote_timeline.hpp"

namespace spillway::harness {

void RemoteTimeline::add_own(core::Event event) { add(std::move(event), own_); }

void RemoteTimeline::add_remote(core::Event event) {
  event.t -= offset_;
  if (event.t < TimePoint{}) {
    if (event.name != "cloudformation.resource_created") return;
    event.t = TimePoint{};
  }
  add(std::move(event), remote_);
}

void RemoteTimeline::add(core::Event event, std::map<EventSeq, EventSeq>& numbers) {
  const EventSeq seq = ++last_;
  numbers[event.seq] = seq;
  event.seq = seq;
  const auto cause = numbers.find(event.cause);
  event.cause = cause == numbers.end() ? 0 : cause->second;
  on_event_(event);
}

}  // namespace spillway::harness
