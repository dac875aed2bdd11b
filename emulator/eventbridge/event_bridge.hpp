// EventBridge: the default event bus, its rules and the hand-over to their targets.
//
// Owned by the world; services send events through core::EventBus. An event is matched and handed
// over after a latency, never while put_event runs. Runtime's thread only.
#pragma once

#include <memory>

#include "emulator/core/context.hpp"
#include "emulator/eventbridge/ports.hpp"
#include "emulator/eventbridge/settings.hpp"

namespace spillway::eventbridge {

class Bus;

class EventBridge final : public core::EventBus {
 public:
  /// Registers the operations of "events" in `context.operations`. `targets` and `queues` must
  /// outlive it.
  EventBridge(core::Context& context, Settings settings, TargetInvoker& targets,
              core::MessageQueues& queues);
  ~EventBridge() override;
  EventBridge(const EventBridge&) = delete;
  EventBridge& operator=(const EventBridge&) = delete;

  void put_event(core::BusEvent event) override;

 private:
  std::unique_ptr<Bus> bus_;
};

}  // namespace spillway::eventbridge
