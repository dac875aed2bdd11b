// Why a payload is no JSON, in the words of the parser that Lambda has. A pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spillway::lambda {

/// Nothing if `text` is JSON. The wording of unknown words is OBSERVED, that of the rest follows
/// it.
std::optional<std::string> json_problem(std::string_view text);

}  // namespace spillway::lambda
