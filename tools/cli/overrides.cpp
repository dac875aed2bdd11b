#include "tools/cli/overrides.hpp"

namespace spillway::cli {

boost::system::result<std::vector<harness::Override>, std::string> parse_overrides(
    const std::vector<std::string>& set) {
  std::vector<harness::Override> overrides;
  for (const std::string& text : set) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return "--set " + text + ": write key=value, as in --set ReservedConcurrency=20";
    }
    overrides.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return overrides;
}

}  // namespace spillway::cli
