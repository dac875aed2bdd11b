// What Lambda shows and needs of its neighbours. The world connects them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/time.hpp"

namespace spillway::lambda {

/// A line of a log stream.
struct LogLine {
  WallTime at{};
  std::string message;
};

struct LogStream {
  std::string name;  ///< "2026/01/05/[$LATEST]<32 hex digits>"
  WallTime first{};
  WallTime last{};
};

}  // namespace spillway::lambda
