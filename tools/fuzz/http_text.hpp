// An HTTP message as a fuzz input has it: the start line, header fields, an empty line, the body;
// lines end with a newline. Lenient: what lacks is empty.
#pragma once

#include <string_view>

#include "runtime/http.hpp"

namespace spillway::fuzz {

/// Takes what stands before `separator` off `text`; all of it if there is none.
inline std::string_view take(std::string_view& text, std::string_view separator) {
  const std::size_t at = text.find(separator);
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + separator.size());
  return taken;
}

inline HttpRequest request_of(std::string_view text) {
  HttpRequest request;
  std::string_view start = take(text, "\n");
  request.method = take(start, " ");
  request.target = start;
  while (!text.empty()) {
    std::string_view line = take(text, "\n");
    if (line.empty()) break;
    const std::string_view name = take(line, ": ");
    request.headers.add(name, line);
  }
  request.body = text;
  return request;
}

}  // namespace spillway::fuzz
