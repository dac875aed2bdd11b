// TaskFaults: crashes the tasks that a fault is aimed at when it begins (see core::Faults); what
// strikes a task in its own life is TaskRun's. Owned by Estate; single-threaded.
#pragma once

#include "emulator/core/context.hpp"
#include "emulator/ecs/fleet.hpp"

namespace spillway::ecs {

class TaskFaults {
 public:
  /// Both outlive it.
  TaskFaults(core::Context& context, Fleet& fleet);

 private:
  void crash(const core::Fault& fault);

  core::Context& context_;
  Fleet& fleet_;
  core::Faults::Watch watch_;
};

}  // namespace spillway::ecs
