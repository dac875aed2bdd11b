// Characters: text from anywhere made fit for a terminal or for XML. Names, messages and reasons
// come from scenarios, templates and the code under test, which may write any bytes.
#pragma once

#include <string>
#include <string_view>

namespace spillway::report {

/// Takes one character off the front of UTF-8 text, which must not be empty. A byte that belongs to
/// none (cut off, overlong, a surrogate, past U+10FFFF) is taken alone and is U+FFFD.
char32_t take_character(std::string_view& text);

/// For a line of a terminal: control characters become blanks, what is not UTF-8 becomes U+FFFD.
std::string printable(std::string_view text);

/// The same for text of several lines, which it remains.
std::string printable_lines(std::string_view text);

/// Escaped for an attribute or a text of XML 1.0; a character that XML cannot hold becomes U+FFFD.
std::string xml(std::string_view text);

}  // namespace spillway::report
