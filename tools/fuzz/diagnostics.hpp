// What every refusal of a file must say: the file, a message, and a place that the text has.
#pragma once

#include <algorithm>
#include <string_view>

#include "emulator/document/document.hpp"
#include "tools/fuzz/expect.hpp"

namespace spillway::fuzz {

inline void expect_useful(const document::Diagnostics& problems, std::string_view text) {
  expect(!problems.empty(), "a refusal says why");
  // YAML breaks lines at CR as well.
  const auto breaks =
      std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; });
  for (const auto& problem : problems) {
    expect(!problem.file.empty() && !problem.message.empty(), "a problem names its file");
    expect(problem.line >= 0 && problem.line <= breaks + 1, "a problem's line is one of the text");
    expect(problem.column >= 0, "a problem's column is one");
  }
}

}  // namespace spillway::fuzz
