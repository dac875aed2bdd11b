// SHA-256 and HMAC-SHA-256. Pure functions over OpenSSL, callable from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace spillway::aws {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
Digest hmac_sha256(std::string_view key, std::string_view bytes);

/// The digest as bytes, e.g. as the key of the next HMAC.
inline std::string_view as_bytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// Lower-case hex.
std::string to_hex(std::string_view bytes);

}  // namespace spillway::aws
