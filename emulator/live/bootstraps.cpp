#include "emulator/live/bootstraps.hpp"

#include "emulator/live/bootstrap_texts.hpp"
#include "runtime/check.hpp"

namespace spillway::live {

std::string cannot_bootstrap(const std::string& runtime) {
  if (runtime.starts_with("python3") || runtime.starts_with("nodejs")) return {};
  return "a function of Runtime '" + runtime +
         "' needs a command: only those of python3 and nodejs are run by their Handler";
}

std::vector<std::string> bootstrap_command(const std::string& runtime) {
  SPILLWAY_CHECK(cannot_bootstrap(runtime).empty());
  if (runtime.starts_with("nodejs")) return {"node", "-e", kNodeBootstrap};
  return {"python3", "-c", kPythonBootstrap};
}

}  // namespace spillway::live
