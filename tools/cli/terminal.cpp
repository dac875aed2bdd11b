#include "tools/cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "tools/report/characters.hpp"

namespace spillway::cli {
namespace {

const std::string kClearLine = "\r\x1b[K";
constexpr std::size_t kUsualWidth = 80;

std::atomic<bool> g_interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

// Ctrl-C, SIGTERM as CI systems cancel, or SIGHUP of a terminal that is closed: the run ends and
// writes its files, at a second signal at once.
void on_interrupt(int signal) {
  g_interrupted = true;
  std::signal(signal, SIG_DFL);
}

// 0, or the errno of the failure.
int write_all(std::FILE* file, std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return written && std::fflush(file) == 0 ? 0 : errno;
}

// Asked for each time: the person who watches may change it.
std::size_t terminal_width(int file) {
  winsize size{};
  const bool known = ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kUsualWidth;
}

}  // namespace

Terminal::Terminal(const Environment& environment)
    : watched_(isatty(STDERR_FILENO) == 1), last_progress_(std::chrono::steady_clock::now()) {
  const bool dumb = environment.get("TERM") == "dumb";
  screen_ = isatty(STDOUT_FILENO) == 1 && !dumb;
  style_.colours = isatty(STDOUT_FILENO) == 1 && !environment.get_nonempty("NO_COLOR") && !dumb;
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  if (std::signal(SIGHUP, on_interrupt) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // nohup
  // A file that may not grow further (ulimit -f) is an error of the write, not the end of all.
  std::signal(SIGXFSZ, SIG_IGN);
}

void Terminal::print(std::string_view text) {
  const std::lock_guard lock(mutex_);
  clear();
  const int error = write_all(stdout, text);
  if (print_error_ == 0 && error != EPIPE) print_error_ = error;
}

void Terminal::complain(std::string_view text) {
  const std::lock_guard lock(mutex_);
  clear();
  write_all(stderr, text);
}

void Terminal::complain(const document::Diagnostics& errors) {
  for (const auto& error : errors) complain(report::printable_lines(error.to_string()) + "\n");
}

std::string Terminal::lost_output() {
  const std::lock_guard lock(mutex_);
  if (print_error_ == 0) return {};
  return std::string("cannot write standard output: ") + std::strerror(print_error_);
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
  // The last column stays free: some terminals go on to the next line once it is written to.
  write_all(stderr, kClearLine + report::cut(text, terminal_width(STDERR_FILENO) - 1));
}

std::size_t Terminal::width() const { return terminal_width(STDOUT_FILENO); }

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
