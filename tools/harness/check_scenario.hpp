// What a scenario says about its template, held against the template.
#pragma once

#include <map>
#include <string>

#include "emulator/document/document.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

struct LoadedTemplate {
  document::Node root;
  std::map<std::string, Code> code;  ///< the scenario's, by logical id
};

/// The scenario's template, read and checked: that it can be deployed with the scenario's
/// parameters, and that each name under `code` is a function or a task definition of it.
boost::system::result<LoadedTemplate, document::Diagnostics> load_template(
    const Scenario& scenario);

}  // namespace spillway::harness
