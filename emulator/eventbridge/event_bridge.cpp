#include "emulator/eventbridge/event_bridge.hpp"

#include "emulator/eventbridge/bus.hpp"
#include "emulator/eventbridge/operations.hpp"

namespace spillway::eventbridge {

EventBridge::EventBridge(core::Context& context, Settings settings, TargetInvoker& targets,
                         core::MessageQueues& queues)
    : bus_(std::make_unique<Bus>(context, settings, targets, queues)) {
  add_rule_operations(context.operations, *bus_);
  add_event_operations(context.operations, *bus_);
}

EventBridge::~EventBridge() = default;

void EventBridge::put_event(core::BusEvent event) { bus_->put(std::move(event)); }

}  // namespace spillway::eventbridge
