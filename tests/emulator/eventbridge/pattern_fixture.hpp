// Shorthand for asking a pattern about an event, for the tests of the pattern language.
#pragma once

#include <string>

#include "emulator/eventbridge/pattern.hpp"
#include "tests/support/catch.hpp"

namespace spillway::eventbridge {

inline Pattern parse(const std::string& text) {
  auto pattern = Pattern::parse(text);
  INFO(text << ": " << (pattern.has_error() ? pattern.error().message : ""));
  REQUIRE(pattern.has_value());
  return *pattern;
}

inline bool matches(const std::string& pattern, const std::string& event) {
  return parse(pattern).matches(Json::parse(event));
}

// A leaf pattern against one value of the field "a".
inline bool leaf(const std::string& alternatives, const std::string& value) {
  return matches(R"({"a": )" + alternatives + "}", R"({"a": )" + value + "}");
}

inline std::string error(const std::string& pattern) {
  const auto result = Pattern::parse(pattern);
  INFO(pattern);
  REQUIRE(result.has_error());
  return result.error().message;
}

}  // namespace spillway::eventbridge
