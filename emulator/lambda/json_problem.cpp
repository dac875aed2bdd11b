#include "emulator/lambda/json_problem.hpp"

#include <algorithm>
#include <cstdio>

#include "runtime/json.hpp"

namespace spillway::lambda {
namespace {

constexpr const char* kValues =
    "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// `offset` counts from 0.
std::string place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::ranges::count(before, '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? offset : offset - newline - 1;
  return "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); "
         "line: " +
         std::to_string(lines + 1) + ", column: " + std::to_string(column + 1) + "]";
}

// The text itself is a word that JSON does not know: what a client sends that forgot the quotes.
std::optional<std::string> unknown_word(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  std::size_t end = begin;
  while (end < text.size() && is_word(text[end])) ++end;
  const std::string_view word = text.substr(begin, end - begin);
  if (word.empty() || (word[0] >= '0' && word[0] <= '9')) return std::nullopt;
  if (word == "true" || word == "false" || word == "null") return std::nullopt;
  return "Unrecognized token '" + std::string(word) + "': was expecting " + kValues +
         place(text, std::min(end + 1, text.size()));
}

std::string unexpected(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "Unexpected end-of-input" + place(text, text.size());
  const auto code = static_cast<unsigned char>(text[offset]);
  if (code >= 0x80) {
    char byte[8];
    std::snprintf(byte, sizeof byte, "0x%02x", code);
    return "Invalid UTF-8 start byte " + std::string(byte) + place(text, offset);
  }
  return "Unexpected character ('" + std::string(1, text[offset]) + "' (code " +
         std::to_string(code) + ")): expected a valid value " + kValues + place(text, offset);
}

}  // namespace

std::optional<std::string> json_problem(std::string_view text) {
  if (Json::accept(text)) return std::nullopt;
  if (auto problem = unknown_word(text)) return problem;
  try {
    static_cast<void>(Json::parse(text));
  } catch (const Json::parse_error& error) {
    return unexpected(text, error.byte == 0 ? 0 : error.byte - 1);
  }
  return std::nullopt;
}

}  // namespace spillway::lambda
