// What the operating system tells of a process. Internal to process.cpp.
#pragma once

#include <sys/types.h>

#include "emulator/live/process.hpp"

namespace spillway::live {

/// Zeros if it has ended.
ProcessUsage usage_of(pid_t pid);

}  // namespace spillway::live
