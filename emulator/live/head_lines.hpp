// What the heads of requests and responses have in common: lines, field names, values, and the
// fields that frame a body. Internal to http_head*.cpp. Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace spillway::live::head {

/// RFC 9110: a token's characters.
bool is_token(std::string_view text);
std::string_view trim(std::string_view text);
/// Digits only.
std::optional<std::uint64_t> parse_length(std::string_view text);
/// Whether the comma-separated list has that element, without case.
bool lists(std::string_view list, std::string_view element);

struct Bytes {
  bool control = false;  ///< other than CR, LF and tab
  bool null = false;
  bool beyond_ascii = false;
  bool bare_line_end = false;  ///< a CR or LF without its other half
};
Bytes survey(std::string_view text);

/// Line after line of a head; each ends with CRLF.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  /// Without its end; false: there is none any more.
  bool next(std::string_view& line) {
    const auto end = rest_.find('\r');
    if (end == std::string_view::npos) return false;
    line = rest_.substr(0, end);
    rest_.remove_prefix(end + 2);
    return true;
  }

 private:
  std::string_view rest_;
};

/// False: it is no header field.
bool split_field(std::string_view line, std::string_view& name, std::string_view& value);

/// Content-Length and Transfer-Encoding as they come up in a head.
struct Framing {
  std::optional<std::uint64_t> length;
  bool bad_length = false;
  bool lengths_differ = false;
  bool length_again = false;
  int chunked = 0;  ///< how many fields say so
  bool unknown_coding = false;

  void note_length(std::string_view value);
  void note_coding(std::string_view value);
};

}  // namespace spillway::live::head
