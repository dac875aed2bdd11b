#include "emulator/core/timeline.hpp"

#include "emulator/core/event_catalogue.hpp"
#include "runtime/check.hpp"

namespace spillway::core {

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
  const EventKind* kind = find_event_kind(name);
  SPILLWAY_CHECK(kind != nullptr && data.is_object());
  for (const auto& member : data.items()) SPILLWAY_CHECK(kind->has_member(member.key()));
  const Event event{runtime_.now(), ++last_, runtime_.cause(), std::string(name), std::move(data)};
  for (const auto& subscriber : subscribers_) subscriber(event);
  return event.seq;
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
