// Reading log events: DescribeLogStreams, GetLogEvents, FilterLogEvents. Registered by LogGroups.
#pragma once

#include "emulator/core/context.hpp"

namespace spillway::logs {

class LogGroups;

/// `groups` must outlive the operations.
void register_event_operations(core::Context& context, LogGroups& groups);

}  // namespace spillway::logs
