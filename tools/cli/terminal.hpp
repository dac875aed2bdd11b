// Terminal: where the command's words go, and whether a person is watching.
//
// Owned by main(). print() is for results (standard output), complain() for errors and progress
// (standard error). Colours only on a terminal and not with NO_COLOR. Any thread may call it.
// What cannot be printed is remembered; but whoever closes the other end of a pipe wants no more.
#pragma once

#include <chrono>
#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>

#include "emulator/document/document.hpp"
#include "runtime/environment.hpp"
#include "runtime/time.hpp"
#include "tools/report/style.hpp"

namespace spillway::cli {

class Terminal {
 public:
  explicit Terminal(const Environment& environment);

  void print(std::string_view text);
  void complain(std::string_view text);
  void complain(const document::Diagnostics& errors);

  /// Why not everything could be printed; empty if it was.
  std::string lost_output();

  const report::Style& style() const { return style_; }

  /// Is standard output a screen on which lines can be written anew?
  bool is_screen() const { return screen_; }
  /// Its columns.
  std::size_t width() const;

  /// Whether it is time for progress(): somebody watches, and a second has passed, then a fifth.
  bool progress_due();
  /// Rewrites one line on standard error, cut to the terminal's width, until the next word is said.
  void progress(std::string_view text);
  void clear_progress();

  /// Ctrl-C has been pressed. Installs the handler on construction; a second Ctrl-C kills.
  bool interrupted() const;

 private:
  void clear();

  report::Style style_;
  bool screen_ = false;
  bool watched_ = false;
  std::mutex mutex_;  // of what follows, and of what is written
  bool progress_shown_ = false;
  std::chrono::steady_clock::time_point last_progress_;
  int print_error_ = 0;  // errno of the first loss
};

}  // namespace spillway::cli
