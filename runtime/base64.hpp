// Base64 (RFC 4648, the plain alphabet, padded), as ALB events and X-Amz-Log-Result carry it.
// Pure functions, callable from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spillway {

std::string base64_encode(std::string_view bytes);

/// Strict: no white space, no missing padding, no bits left over. Empty optional if it is not
/// Base64.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace spillway
