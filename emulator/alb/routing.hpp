// Routing: which action a listener's rules give a request, and which target group a forward action
// chooses (aws-facts A1). On the per-request path. Runtime's thread only.
#pragma once

#include "emulator/alb/request_facts.hpp"

namespace spillway::alb {

/// The action of the first rule, by priority, whose conditions are all met, or the default one; as
/// the node has it that the request comes to.
const Action& choose_action(Listener& listener, const ClientRequest& request,
                            const RequestFacts& facts);

/// By weight, for each request anew; weight 0 is never chosen. Null: all weights are 0. Whether the
/// group has targets plays no part.
TargetGroup* choose_group(const Forward& forward, Rng& rng);

/// By the group's algorithm and the slow starts under way; null: there is none that gets requests.
Target* choose_target(TargetGroup& group, TimePoint now, Rng& rng);

/// `*` stands for any characters, `?` for exactly one; with `escapes` both for themselves behind a
/// backslash.
bool matches_pattern(std::string_view pattern, std::string_view text, bool ignore_case,
                     bool escapes = false);

/// "10.0.1.2"; nothing if it is not an IPv4 address.
std::optional<std::uint32_t> parse_ipv4(std::string_view text);

}  // namespace spillway::alb
