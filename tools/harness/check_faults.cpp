#include "tools/harness/check_faults.hpp"

#include <algorithm>

#include "emulator/sim/virtual_runtime.hpp"
#include "emulator/world/world.hpp"
#include "tools/harness/sections.hpp"
#include "tools/harness/virtual_hosts.hpp"

namespace spillway::harness {
namespace {

// Which operations there are, only the services know: a world is made to ask them.
class Operations {
 public:
  std::vector<std::string> services() const { return world_.operations().services(); }
  std::vector<std::string> actions(const std::string& service) const {
    return world_.operations().actions(service);
  }

 private:
  const std::map<std::string, Code> no_code_;
  sim::VirtualRuntime runtime_{{}};
  core::Timeline timeline_{runtime_};
  VirtualHosts hosts_{runtime_, no_code_};
  world::World world_{runtime_, timeline_, {hosts_, hosts_}, {}};
};

}  // namespace

void check_faults(const Scenario& scenario, document::Diagnostics& errors) {
  if (scenario.faults.empty()) return;
  const Operations operations;
  const std::vector<std::string> services = operations.services();
  for (const ApiFault& fault : scenario.faults) {
    const auto fail = [&](std::string message, std::string hint) {
      const Place& place = fault.call_place;
      errors.push_back({scenario.file, place.line, place.column, place.path, std::move(message),
                        std::move(hint)});
    };
    const std::vector<std::string> actions = operations.actions(fault.service);
    if (actions.empty()) {
      fail("there is no service '" + fault.service + "'", did_you_mean(fault.service, services));
    } else if (fault.action != "*" &&
               std::find(actions.begin(), actions.end(), fault.action) == actions.end()) {
      fail("there is no call " + fault.service + ":" + fault.action,
           did_you_mean(fault.action, actions));
    }
  }
}

}  // namespace spillway::harness
