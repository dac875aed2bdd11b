// ServiceEvents: the last 100 messages that a service tells about itself, newest first.
//
// Owned by a Service. A message like the newest one is suppressed for some hours; so is, if told
// with `once`, a message that stands anywhere in the list (aws-facts E2).
#pragma once

#include <deque>
#include <string>

#include "runtime/time.hpp"

namespace spillway::ecs {

struct ServiceEvent {
  std::string id;
  WallTime at;
  std::string message;
};

class ServiceEvents {
 public:
  enum class Repeat { if_not_newest, once };

  /// True if the message would be told, not suppressed, at `now`.
  bool news(const std::string& message, WallTime now, Duration quiet, Repeat repeat) const;
  void add(ServiceEvent event);
  const std::deque<ServiceEvent>& list() const { return events_; }

 private:
  std::deque<ServiceEvent> events_;
};

}  // namespace spillway::ecs
