#include "emulator/live/guardian.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <vector>

namespace spillway::live {
namespace {

constexpr const char* kName = "SPILLWAY_CHILD=";
constexpr char kWatch = '+';
constexpr char kForget = '-';
constexpr int kPasses = 50;  // over what is left; what is killed may have forked meanwhile
// Between two looks at all processes, which take a millisecond or more.
constexpr auto kSoon = std::chrono::milliseconds(100);
constexpr auto kSometimes = std::chrono::seconds(5);

struct Message {
  char what;
  pid_t child;
};

std::string read_file(const std::string& path) {
  std::string text;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return text;
  char piece[4096];
  for (ssize_t count = 0; (count = ::read(file, piece, sizeof piece)) > 0;) {
    text.append(piece, static_cast<std::size_t>(count));
  }
  ::close(file);
  return text;
}

// "SPILLWAY_CHILD=4711-0815.12" of a process, or empty.
std::string mark_of(pid_t pid) {
  const std::string environment = '\0' + read_file("/proc/" + std::to_string(pid) + "/environ");
  const std::size_t at = environment.find(std::string(1, '\0') + kName);
  if (at == std::string::npos) return {};
  return environment.substr(at + 1, environment.find('\0', at + 1) - at - 1);
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> found;
  std::error_code error;
  for (auto it = std::filesystem::directory_iterator("/proc", error);
       !error && it != std::filesystem::directory_iterator(); it.increment(error)) {
    const std::string name = it->path().filename().string();
    pid_t pid = 0;
    const auto end = name.data() + name.size();
    if (std::from_chars(name.data(), end, pid).ptr == end) found.push_back(pid);
  }
  return found;
}

// Not /proc/<pid>/task/<tid>/children: not every kernel has that.
std::vector<pid_t> own_children() {
  std::vector<pid_t> found;
  const pid_t self = getpid();
  for (const pid_t pid : all_processes()) {
    // "4711 (name, which may hold anything) S 4242 ..."
    const std::string stat = read_file("/proc/" + std::to_string(pid) + "/stat");
    const std::size_t end_of_name = stat.rfind(')');
    if (end_of_name == std::string::npos || end_of_name + 4 >= stat.size()) continue;
    pid_t parent = 0;
    std::from_chars(stat.data() + end_of_name + 4, stat.data() + stat.size(), parent);
    if (parent == self) found.push_back(pid);
  }
  return found;
}

void kill_all_marked(const std::string& run) {
  const std::string beginning = kName + run + ".";
  for (int pass = 0; pass < kPasses; ++pass) {
    bool any = false;
    for (const pid_t pid : all_processes()) {
      if (pid != getpid() && mark_of(pid).starts_with(beginning)) any |= ::kill(pid, SIGKILL) == 0;
    }
    if (!any) return;
    usleep(10'000);
  }
}

// The guardian's own process, until its end.
[[noreturn]] void guard(int socket, const std::string& run) {
  std::set<pid_t> groups;
  Message message{};
  while (true) {
    const ssize_t count = ::recv(socket, &message, sizeof message, MSG_WAITALL);
    if (count < 0 && errno == EINTR) continue;
    if (count != static_cast<ssize_t>(sizeof message)) break;
    if (message.what == kWatch) {
      groups.insert(message.child);
    } else {
      groups.erase(message.child);
    }
  }
  for (const pid_t group : groups) {
    if (::kill(-group, SIGKILL) != 0) ::kill(group, SIGKILL);  // an adopted one leads no group
  }
  kill_all_marked(run);
  _exit(0);
}

// No terminal's and nobody else's signal ends it, no pipe is kept open by it.
void withdraw(int socket) {
  setsid();
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) std::signal(number, SIG_IGN);
  prctl(PR_SET_NAME, "spillway-guard");
  if (chdir("/") != 0) return;
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int stream : {0, 1, 2}) dup2(nothing, stream);
  if (socket != 3) dup2(socket, 3);
  syscall(SYS_close_range, 4U, ~0U, 0);
}

std::string new_run() {
  std::uint64_t number = 0;
  if (getrandom(&number, sizeof number, 0) != static_cast<ssize_t>(sizeof number)) number = 0;
  return std::to_string(getpid()) + "-" + std::to_string(number);
}

}  // namespace

boost::system::result<std::unique_ptr<Guardian>, std::string> Guardian::start() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return std::string("no socket for the guardian: ") + std::strerror(errno);
  }
  const std::string run = new_run();
  prctl(PR_SET_CHILD_SUBREAPER, 0);  // or it would be adopted at once
  const pid_t between = fork();
  if (between < 0) return std::string("cannot fork the guardian: ") + std::strerror(errno);
  if (between == 0) {
    // Its parent ends at once, so that it is nobody's child.
    if (fork() != 0) _exit(0);
    withdraw(ends[1]);
    guard(3, run);
  }
  waitpid(between, nullptr, 0);
  ::close(ends[1]);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  return std::unique_ptr<Guardian>(new Guardian(ends[0], run));
}

Guardian::Guardian(int socket, std::string run) : socket_(socket), run_(std::move(run)) {}

Guardian::~Guardian() {
  sweep();
  kill_all_marked(run_);
  for (const pid_t pid : adopted_) {
    ::kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  sweep();
  ::close(socket_);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

std::string Guardian::new_mark() { return kName + run_ + "." + std::to_string(++marks_); }

// The other process is there for the worst case only: without it all else works.
void Guardian::tell(char what, pid_t child) const {
  const Message message{what, child};
  [[maybe_unused]] const auto sent = ::send(socket_, &message, sizeof message, MSG_NOSIGNAL);
}

void Guardian::watch(pid_t child) {
  children_.insert(child);
  tell(kWatch, child);
}

void Guardian::forget(pid_t child) {
  children_.erase(child);
  tell(kForget, child);
}

void Guardian::end_rest_of(const std::string& mark) {
  ended_.insert(mark);
  if (Clock::now() - last_sweep_ >= kSoon) sweep();
}

void Guardian::tend() {
  if (!ended_.empty() || Clock::now() - last_sweep_ >= kSometimes) sweep();
}

// Of what is adopted: kills what a child that has ended has left behind, buries what has ended, and
// lets the other process know of the rest.
void Guardian::sweep() {
  std::set<pid_t> alive;
  bool killed = true;  // whose own children are adopted then
  for (int pass = 0; killed && pass < kPasses; ++pass) {
    killed = false;
    alive.clear();
    for (const pid_t pid : own_children()) {
      if (children_.contains(pid) || waitpid(pid, nullptr, WNOHANG) == pid) continue;
      if (!ended_.contains(mark_of(pid))) {
        alive.insert(pid);
        continue;
      }
      ::kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
      killed = true;
    }
  }
  ended_.clear();
  for (const pid_t pid : alive) {
    if (!adopted_.contains(pid)) tell(kWatch, pid);
  }
  for (const pid_t pid : adopted_) {
    if (!alive.contains(pid)) tell(kForget, pid);
  }
  adopted_ = std::move(alive);
  last_sweep_ = Clock::now();
}

}  // namespace spillway::live
