// LineBuffer: the newest lines that were written into the log streams of one group.
//
// Owned by whoever keeps logs; single-threaded. A program may write without end, so the oldest
// lines go when there are too many or when they are too long together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace spillway::core {

struct WrittenLine {
  std::uint32_t stream = 0;
  TimePoint at{};
  std::string text;
};

class LineBuffer {
 public:
  static constexpr std::size_t kMostLines = 20'000;
  static constexpr std::size_t kMostBytes = 8 * 1024 * 1024;

  /// Times do not go back.
  void add(std::uint32_t stream, TimePoint at, std::string_view text) {
    lines_.push_back({stream, at, std::string(text)});
    bytes_ += text.size();
    while (lines_.size() > kMostLines || bytes_ > kMostBytes) {
      bytes_ -= lines_.front().text.size();
      lines_.pop_front();
    }
  }
  const std::deque<WrittenLine>& lines() const { return lines_; }
  bool empty() const { return lines_.empty(); }
  void clear() {
    lines_.clear();
    bytes_ = 0;
  }

 private:
  std::deque<WrittenLine> lines_;
  std::size_t bytes_ = 0;
};

}  // namespace spillway::core
