// Is a text UTF-8? What comes from outside is asked before it becomes part of JSON. Pure, any
// thread.
#pragma once

#include <string_view>

namespace spillway {

bool is_utf8(std::string_view text);

}  // namespace spillway
