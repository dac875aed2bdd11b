// Checks a file without running it: a scenario with its template, or a template by itself.
#pragma once

#include <string>

#include "emulator/document/document.hpp"

namespace spillway::harness {

/// Empty if the file is sound.
document::Diagnostics validate_file(const std::string& file);

}  // namespace spillway::harness
