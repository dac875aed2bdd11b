// What is wrong first with a scenario over the failover template, before anything runs.
#pragma once

#include <string>

#include "tools/harness/check_scenario.hpp"
#include "tools/harness/scenario_loader.hpp"

namespace spillway::harness {

/// "line:column: path: message", and the hint, without the file's name; empty if nothing is wrong.
inline std::string first_error(const std::string& text) {
  const auto scenario = parse_scenario(text, SPILLWAY_SOURCE_DIR "/scenarios/x.yaml");
  std::string error;
  if (!scenario) {
    error = scenario.error().front().to_string();
  } else if (const auto root = load_template(*scenario); !root) {
    error = root.error().front().to_string();
  }
  const auto place = error.find("x.yaml:");
  return place == std::string::npos ? error : error.substr(place + 7);
}

}  // namespace spillway::harness
