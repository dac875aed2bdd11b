// What the keys under `aws:` may be, where not everything of their type makes sense: what AWS's own
// API refuses, and a period of nothing, in which a run would never come to its end.
//
// Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tools/harness/aws_settings.hpp"

namespace spillway::harness {

struct AwsRange {
  std::string_view path;       ///< of the key: "ecs.target_poll"
  double least;                ///< of a duration in seconds
  std::optional<double> most;  ///< empty: as much as the type holds
  std::string_view must_be;    ///< "must be at least 1ms"
  bool without_least = false;  ///< it must be more than `least`

  bool holds(double value) const {
    return (without_least ? value > least : value >= least) && (!most || value <= *most);
  }
};

/// Null: every value of the key's type will do.
const AwsRange* find_aws_range(std::string_view path);
/// What is wrong with the value that stands in the settings, or empty.
std::string_view out_of_range(const AwsKey& key, world::Settings& settings);

}  // namespace spillway::harness
