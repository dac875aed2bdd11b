#include "emulator/live/process_usage.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <string>
#include <string_view>

namespace spillway::live {
namespace {

constexpr std::size_t kEnough = 4096;  // of both files

std::string read_some(pid_t pid, const char* name) {
  std::string text(kEnough, '\0');
  const std::string path = "/proc/" + std::to_string(pid) + "/" + name;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  const ssize_t count = ::read(file, text.data(), text.size());
  ::close(file);
  text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return text;
}

std::int64_t number_at(std::string_view text, std::size_t at) {
  at = text.find_first_of("0123456789", at);
  std::int64_t number = 0;
  if (at != std::string_view::npos) {
    std::from_chars(text.data() + at, text.data() + text.size(), number);
  }
  return number;
}

// "VmHWM:     1234 kB"
std::int64_t kilobytes(std::string_view status, std::string_view name) {
  const std::size_t at = status.find(name);
  return at == std::string_view::npos ? 0 : number_at(status, at + name.size()) * 1024;
}

// utime and stime are the 14th and 15th; the second, in parentheses, may hold anything.
std::uint64_t ticks(std::string_view stat, int field) {
  std::size_t at = stat.rfind(')');
  for (int i = 2; i < field && at != std::string_view::npos; ++i) at = stat.find(' ', at + 1);
  const auto per_second = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  if (at == std::string_view::npos || per_second == 0) return 0;
  return static_cast<std::uint64_t>(number_at(stat, at)) * (1'000'000'000 / per_second);
}

}  // namespace

ProcessUsage usage_of(pid_t pid) {
  const std::string status = read_some(pid, "status");
  const std::string stat = read_some(pid, "stat");
  ProcessUsage usage;
  usage.memory_bytes = kilobytes(status, "VmRSS:");
  usage.max_memory_bytes = kilobytes(status, "VmHWM:");
  usage.threads =
      static_cast<int>(number_at(status, std::min(status.find("Threads:"), status.size())));
  usage.user_ns = ticks(stat, 14);
  usage.system_ns = ticks(stat, 15);
  return usage;
}

}  // namespace spillway::live
