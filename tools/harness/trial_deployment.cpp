#include "tools/harness/trial_deployment.hpp"

#include "emulator/sim/virtual_runtime.hpp"
#include "emulator/world/world.hpp"
#include "tools/harness/virtual_hosts.hpp"

namespace spillway::harness {

document::Diagnostics try_deployment(const Trial& trial) {
  sim::VirtualRuntime runtime;
  core::Timeline timeline(runtime);
  VirtualHosts hosts(runtime, trial.code);
  world::World world(runtime, timeline, {hosts, hosts}, trial.aws);
  hosts.connect(world.api());
  const auto stack = world.deploy(trial.root, trial.file, trial.stack_name, trial.parameters);
  return stack ? document::Diagnostics{} : stack.error();
}

}  // namespace spillway::harness
