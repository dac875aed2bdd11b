// What a request asks for may be written in two ways (RFC 9112 3.2). A pure function.
#pragma once

#include <optional>
#include <string>

namespace spillway {

/// Makes an absolute target, "http://host/path", "/path" and gives its "host"; leaves any other as
/// it is.
std::optional<std::string> take_authority(std::string& target);

}  // namespace spillway
