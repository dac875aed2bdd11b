// Which files `spillway test` means: the ones named, and in folders every *.yaml that is no
// template.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <vector>

namespace spillway::cli {

/// In alphabetical order within each folder. The error says which path is missing or empty.
boost::system::result<std::vector<std::string>, std::string> find_scenarios(
    const std::vector<std::string>& paths);

}  // namespace spillway::cli
