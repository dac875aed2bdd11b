// Percent-encoding as AWS wants it in paths, queries and form bodies: everything but letters,
// digits and "-_.~" is encoded, with upper-case hex (SigV4; curl before 8.19 signs anything else
// wrongly, aws-facts G2). Pure functions, callable from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spillway {

/// A space becomes "%20", a slash "%2F".
std::string percent_encode(std::string_view text);
/// The same for a whole path: slashes stay.
std::string percent_encode_path(std::string_view path);

/// Empty optional if a '%' is not followed by two hex digits. A '+' stays a plus.
std::optional<std::string> percent_decode(std::string_view text);
/// The same for form bodies and queries, where '+' stands for a space.
std::optional<std::string> form_decode(std::string_view text);

using FormFields = std::vector<std::pair<std::string, std::string>>;

/// "a=1&b=2" in the order given. A part without '=' has an empty value; empty parts are skipped.
/// Empty optional if a part is not well encoded.
std::optional<FormFields> parse_form(std::string_view text);
/// The reverse of parse_form, with percent_encode on both sides.
std::string encode_form(const FormFields& fields);

/// A query as SigV4 signs it: every name and value decoded and encoded again, "name" as "name=",
/// sorted by name and then by value. A part that is not well encoded is encoded as it is.
std::string normalise_query(std::string_view query);

}  // namespace spillway
