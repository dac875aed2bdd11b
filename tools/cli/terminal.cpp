#include "tools/cli/terminal.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace spillway::cli {
namespace {

std::atomic<bool> g_interrupted{false};

void on_interrupt(int) {
  g_interrupted = true;
  std::signal(SIGINT, SIG_DFL);
}

void write_all(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
  std::fflush(file);
}

}  // namespace

Terminal::Terminal(const Environment& environment)
    : watched_(isatty(STDERR_FILENO) == 1), last_progress_(std::chrono::steady_clock::now()) {
  const bool dumb = environment.get("TERM") == "dumb";
  style_.colours = isatty(STDOUT_FILENO) == 1 && !environment.get_nonempty("NO_COLOR") && !dumb;
  std::signal(SIGINT, on_interrupt);
}

void Terminal::print(std::string_view text) {
  clear_progress();
  write_all(stdout, text);
}

void Terminal::complain(std::string_view text) {
  clear_progress();
  write_all(stderr, text);
}

void Terminal::complain(const document::Diagnostics& errors) {
  for (const auto& error : errors) complain(error.to_string() + "\n");
}

void Terminal::progress(std::string_view text) {
  const auto now = std::chrono::steady_clock::now();
  const auto wait =
      progress_shown_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(1000);
  if (!watched_ || now - last_progress_ < wait) return;
  last_progress_ = now;
  progress_shown_ = true;
  write_all(stderr, "\r\x1b[K" + std::string(text));
}

void Terminal::clear_progress() {
  if (progress_shown_) write_all(stderr, "\r\x1b[K");
  progress_shown_ = false;
}

bool Terminal::interrupted() const { return g_interrupted; }

}  // namespace spillway::cli
