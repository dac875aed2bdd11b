// A duration as an operator writes it into an environment variable. Pure function, any thread.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/time.hpp"

namespace spillway {

/// "2" and "2s" are two seconds; "500ms" and "1m" are understood too. Whole numbers from 0, at most
/// 8 digits; nothing else. Scenario files are stricter: they want the unit.
std::optional<Duration> parse_duration_setting(std::string_view text);

}  // namespace spillway
