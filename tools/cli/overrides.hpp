// --set key=value, taken apart.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <vector>

#include "tools/harness/scenario_loader.hpp"

namespace spillway::cli {

boost::system::result<std::vector<harness::Override>, std::string> parse_overrides(
    const std::vector<std::string>& set);

}  // namespace spillway::cli
