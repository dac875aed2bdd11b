// A trial of a template: its resources are created in a world that is thrown away. What a service
// refuses there, in AWS's words, it would refuse in a run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/cloudformation/stack.hpp"
#include "emulator/document/document.hpp"
#include "emulator/world/settings.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

struct Trial {
  const document::Node& root;  ///< of a template that passed its check
  const std::string& file;
  std::string stack_name;
  std::map<std::string, std::string> parameters;
  std::map<std::string, Code> code;
  world::Settings aws;
};

/// What is refused; empty: nothing is.
document::Diagnostics try_deployment(const Trial& trial);
/// The tags of the images that functions and tasks name, by their repository's logical id; empty if
/// the deployment is refused.
std::map<std::string, std::vector<std::string>> tags_of_images(const Trial& trial);

}  // namespace spillway::harness
