// The arguments of a match expression's operators, checked. Used by Condition only.
#pragma once

#include "emulator/eventbridge/condition.hpp"

namespace spillway::eventbridge {

/// "prefix", "suffix", "equals-ignore-case" or "wildcard".
bool is_text_operator(std::string_view name);

/// Precondition: is_text_operator(name).
PatternResult<TextMatch> parse_text_match(const std::string& name, const Json& argument);
PatternResult<AnythingBut> parse_anything_but(const Json& argument);
PatternResult<NumberRange> parse_number_range(const Json& argument);

}  // namespace spillway::eventbridge
