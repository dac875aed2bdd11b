// What faults do to invocations: they take longer, or the process ends in them.
#include "emulator/lambda/errors.hpp"
#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/invoker.hpp"

namespace spillway::lambda {

using core::FaultType;

bool Invoker::slowed(Slot slot, std::string_view payload) {
  core::Faults* faults = core::armed(estate_.context.faults, FaultType::function_slow);
  if (faults == nullptr) return false;
  Running& running = running_[slot];
  const auto strike = faults->strike(FaultType::function_slow, {running.endpoint->function->name},
                                     running.request_id);
  if (!strike) return false;
  running.payload = payload;
  if (running.timeout == TimerId::none) arm_timeout(slot);
  const auto go_on = [this, slot, generation = running.generation] {
    if (running_[slot].generation != generation || !running_[slot].pending) return;
    const std::string kept = std::move(running_[slot].payload);
    hand_over(slot, kept);
  };
  estate_.context.runtime.call_after(strike.sample("latency"), go_on);
  return true;
}

bool Invoker::crashed(Slot slot) {
  core::Faults* faults = core::armed(estate_.context.faults, FaultType::function_crash);
  if (faults == nullptr) return false;
  const Running& running = running_[slot];
  const auto in_invocation = [](const core::Fault& fault) {
    return fault.text("phase", "invoke") == "invoke";
  };
  const auto strike = faults->strike(FaultType::function_crash, {running.endpoint->function->name},
                                     running.request_id, in_invocation);
  if (!strike) return false;
  const int status = from_shell(strike.fault->integer("exit_status", 1));
  answered(slot, running.generation, {InvocationOutput::Kind::exited, {}, status});
  return true;
}

}  // namespace spillway::lambda
