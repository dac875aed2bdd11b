// What the tests of documents share.
#pragma once

#include <string>

#include "emulator/document/document.hpp"
#include "tests/support/catch.hpp"

namespace spillway::document {

inline Node parsed(std::string_view text, const std::string& file = "t.yaml") {
  auto result = document::parse(text, file);
  if (!result) FAIL(result.error().front().to_string());
  return *result;
}

/// "line:column: path: message" of the only diagnostic.
inline std::string refused(std::string_view text, const std::string& file = "t.yaml") {
  const auto result = document::parse(text, file);
  if (result) return "accepted: " + result->to_json().dump();
  REQUIRE(result.error().size() == 1);
  auto diagnostic = result.error().front();
  CHECK(diagnostic.file == file);
  diagnostic.hint.clear();
  return diagnostic.to_string().substr(file.size() + 1);
}

inline std::string place(const Node& node) {
  return std::to_string(node.line) + ":" + std::to_string(node.column);
}

inline std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace spillway::document
