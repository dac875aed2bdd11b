// The two readers of parse(). Private to this folder; both throw Refusal.
#pragma once

#include <string_view>

#include "emulator/document/document.hpp"

namespace spillway::document {

/// Throws unless `text` is UTF-8 without NUL and control characters other than tab, CR and LF.
void check_characters(std::string_view text);

/// Precondition of both: check_characters() passed.
Node read_yaml(std::string_view text);
/// Strict JSON (RFC 8259), surrogate pairs included, which yaml-cpp refuses.
Node read_json(std::string_view text);

/// Sets the kind of a plain scalar by YAML's core schema, from its text.
Node::Kind resolve_plain(std::string_view text);

}  // namespace spillway::document
