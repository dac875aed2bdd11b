// Desync: how far a request keeps to RFC 7230, as the load balancer classifies it to protect
// targets from request smuggling, and what its mode lets pass (aws-facts A3,
// routing.http.desync_mitigation_mode). Pure values.
#pragma once

#include <cstdint>
#include <string_view>

#include "emulator/alb/client.hpp"

namespace spillway::live {

struct Desync {
  enum class Tier : std::uint8_t { compliant, acceptable, ambiguous, severe };

  Tier tier = Tier::compliant;
  std::string_view reason = "-";  ///< "BothTeClPresent"; a literal, as the access log has it

  /// The worst counts, of equals the first.
  void note(Tier other, std::string_view its_reason) {
    if (other <= tier) return;
    tier = other;
    reason = its_reason;
  }
};

/// "Ambiguous"; "-" for a compliant request.
constexpr std::string_view name_of(Desync::Tier tier) {
  switch (tier) {
    case Desync::Tier::compliant:
      break;
    case Desync::Tier::acceptable:
      return "Acceptable";
    case Desync::Tier::ambiguous:
      return "Ambiguous";
    case Desync::Tier::severe:
      return "Severe";
  }
  return "-";
}

/// What is severe is blocked in every mode here: which request it was meant to be, nobody knows.
constexpr bool is_blocked(Desync::Tier tier, alb::DesyncMode mode) {
  return tier == Desync::Tier::severe ||
         (mode == alb::DesyncMode::strictest && tier != Desync::Tier::compliant);
}

/// It is passed on, but neither connection is used again.
constexpr bool ends_connections(Desync::Tier tier, alb::DesyncMode mode) {
  return tier == Desync::Tier::ambiguous && mode == alb::DesyncMode::defensive;
}

}  // namespace spillway::live
