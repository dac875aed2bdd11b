// Writing JSON without building it first: for the per-request paths of the app and the ALB, where a
// DOM would cost ten times the request itself. Pure functions, callable from any thread.
#pragma once

#include <string>
#include <string_view>

namespace spillway {

/// Appends `text` as a JSON string, with its quotes. Bytes from 0x80 up are copied as they are, so
/// `text` must be UTF-8 for the result to be.
void append_json_string(std::string& out, std::string_view text);

/// The most bytes that write_json_string touches for a text of that size: quotes, six for each
/// character, and the rest of a block that is copied whole.
constexpr std::size_t json_string_bound(std::size_t size) { return 6 * size + 18; }
/// The same into a buffer that has room for json_string_bound(text.size()). Returns its end.
char* write_json_string(char* out, std::string_view text);

/// For a reader of JSON that stands at what may be a string's opening quote, with the whole text's
/// `end`: the string's closing quote if nothing in it is escaped, so that it can be used where it
/// lies. Null if something is, or if it is no string or has no closing quote.
const char* end_of_plain_json_string(const char* at, const char* end);

}  // namespace spillway
