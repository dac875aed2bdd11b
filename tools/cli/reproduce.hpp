// The command that shows a run again, ready to be pasted into a shell.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace spillway::cli {

std::string reproduce(const std::string& scenario, std::uint64_t seed,
                      const std::vector<std::string>& set = {});

}  // namespace spillway::cli
