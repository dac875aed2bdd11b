// Authentication: is the request signed, now, for this service and region, by somebody known
// (aws-facts G3)? Pure functions over the store; used by Endpoint.
#pragma once

#include <optional>
#include <string>

#include "emulator/core/api_error.hpp"
#include "emulator/wire/credential_store.hpp"
#include "emulator/wire/route.hpp"
#include "runtime/http.hpp"
#include "runtime/time.hpp"

namespace spillway::wire {

struct AuthenticationRules {
  std::string region;
  WallTime now;
  Duration max_clock_skew;
};

/// Whose access key the request names, whether or not it may; null if nobody's.
const Identity* claimed_identity(const HttpRequest& request, const CredentialStore& store);

/// Empty if the signature is good, else the error in the words of the route's protocol.
std::optional<core::ApiError> authenticate(const HttpRequest& request, const Route& route,
                                           const CredentialStore& store,
                                           const AuthenticationRules& rules);

}  // namespace spillway::wire
