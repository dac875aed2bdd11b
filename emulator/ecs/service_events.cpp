#include "emulator/ecs/service_events.hpp"

namespace spillway::ecs {
namespace {

constexpr std::size_t kKept = 100;

}  // namespace

bool ServiceEvents::news(const std::string& message, WallTime now, Duration quiet,
                         Repeat repeat) const {
  for (const ServiceEvent& event : events_) {
    if (now - event.at >= quiet) return true;
    if (event.message == message) return false;
    if (repeat == Repeat::if_not_newest) return true;
  }
  return true;
}

void ServiceEvents::add(ServiceEvent event) {
  events_.push_front(std::move(event));
  if (events_.size() > kKept) events_.pop_back();
}

}  // namespace spillway::ecs
