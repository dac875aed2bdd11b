// What a scenario says about its template, held against the template.
#pragma once

#include "emulator/document/document.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

/// The scenario's template, read and checked: that it can be deployed with the scenario's
/// parameters, and that each logical id under `code` is a function or a task definition of it.
boost::system::result<document::Node, document::Diagnostics> load_template(
    const Scenario& scenario);

}  // namespace spillway::harness
