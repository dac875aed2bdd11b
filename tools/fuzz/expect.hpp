// What a fuzz target holds the code to: a property that no input may break.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace spillway::fuzz {

/// Ends the process, which libFuzzer reports together with the input.
inline void expect(bool holds, std::string_view property) {
  if (holds) return;
  std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(property.size()), property.data());
  std::abort();
}

inline std::string_view text_of(const unsigned char* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace spillway::fuzz
