#include "tools/cli/terminal.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>

#include "tools/report/characters.hpp"

namespace spillway::cli {
namespace {

const std::string kClearLine = "\r\x1b[K";

std::atomic<bool> g_interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

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

void Terminal::print(std::string_view text) { say(stdout, text); }

void Terminal::complain(std::string_view text) { say(stderr, text); }

void Terminal::complain(const document::Diagnostics& errors) {
  for (const auto& error : errors) complain(report::printable_lines(error.to_string()) + "\n");
}

void Terminal::say(std::FILE* file, std::string_view text) {
  const std::lock_guard lock(mutex_);
  clear();
  write_all(file, text);
}

bool Terminal::progress_due() {
  if (!watched_) return false;
  const std::lock_guard lock(mutex_);
  const auto wait =
      progress_shown_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(1000);
  return std::chrono::steady_clock::now() - last_progress_ >= wait;
}

void Terminal::progress(std::string_view text) {
  const std::lock_guard lock(mutex_);
  last_progress_ = std::chrono::steady_clock::now();
  progress_shown_ = true;
  write_all(stderr, kClearLine + std::string(text));
}

void Terminal::clear_progress() {
  const std::lock_guard lock(mutex_);
  clear();
}

void Terminal::clear() {
  if (progress_shown_) write_all(stderr, kClearLine);
  progress_shown_ = false;
}

bool Terminal::interrupted() const { return g_interrupted; }

}  // namespace spillway::cli
