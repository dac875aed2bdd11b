#include "emulator/core/timeline.hpp"

#include <utility>

#include "emulator/core/event_catalogue.hpp"
#include "runtime/check.hpp"

namespace spillway::core {
namespace {

void check_event(std::string_view name, const Json& data) {
  const EventKind* kind = find_event_kind(name);
  SPILLWAY_CHECK(kind != nullptr && data.is_object());
  for (const auto& member : data.items()) SPILLWAY_CHECK(kind->has_member(member.key()));
}

}  // namespace

std::string_view Event::source() const { return std::string_view(name).substr(0, name.find('.')); }

std::string Event::to_line() const {
  std::string line = "{\"t\":" + format_seconds(t.time_since_epoch());
  line += ",\"seq\":" + std::to_string(seq);
  line.append(",\"source\":\"").append(source()).append("\",\"event\":\"").append(name);
  line += "\",\"cause\":" + std::to_string(cause) + ",\"data\":";
  line += data.dump(-1, ' ', false, Json::error_handler_t::replace);
  line += '}';
  return line;
}

EventSeq Timeline::record(std::string_view name, Json data) {
  check_event(name, data);
  const EventSeq seq = ++last_;
  append({runtime_.now(), seq, runtime_.cause(), std::string(name), std::move(data)});
  return seq;
}

void Timeline::append(Event event) {
  if (pending_ > 0) {
    held_.push_back(std::move(event));
    return;
  }
  for (const auto& subscriber : subscribers_) subscriber(event);
}

PendingRecord::PendingRecord(Timeline& timeline)
    : timeline_(timeline),
      seq_(++timeline.last_),
      index_(timeline.held_.size()),
      depth_(++timeline.pending_) {
  timeline_.append({timeline_.runtime_.now(), seq_, timeline_.runtime_.cause(), {}, {}});
}

PendingRecord::~PendingRecord() { SPILLWAY_CHECK(finished_); }

void PendingRecord::finish(std::string_view name, Json data) {
  check_event(name, data);
  SPILLWAY_CHECK(!finished_ && timeline_.pending_ == depth_);
  Event& event = timeline_.held_[index_];
  SPILLWAY_CHECK(event.t == timeline_.runtime_.now());
  event.name = name;
  event.data = std::move(data);
  finished_ = true;
  if (--timeline_.pending_ > 0) return;
  const std::vector<Event> released = std::exchange(timeline_.held_, {});
  for (const Event& each : released) timeline_.append(each);
}

std::string format_seconds(Duration since_start) {
  const std::int64_t ns = since_start.count();
  std::string text = std::to_string(ns / 1'000'000'000);
  std::string fraction = std::to_string(ns % 1'000'000'000);
  fraction.insert(0, 9 - fraction.size(), '0');
  fraction.erase(fraction.find_last_not_of('0') + 1);
  if (!fraction.empty()) text += '.' + fraction;
  return text;
}

}  // namespace spillway::core
