// Checks a file without running it: a scenario with its template, or a template by itself. The
// resources are created, in a world that is thrown away.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <vector>

#include "emulator/cloudformation/stack.hpp"
#include "emulator/document/document.hpp"

namespace spillway::harness {

struct Validated {
  std::vector<cloudformation::WithoutInfluence> without_influence;  ///< of the template
};

/// What there is to say of a sound file, or all that is wrong with it.
boost::system::result<Validated, document::Diagnostics> validate_file(const std::string& file);

/// Does it look like a CloudFormation template by itself? False if it cannot be read.
bool is_template_file(const std::string& file);

}  // namespace spillway::harness
