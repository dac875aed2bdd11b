#include "emulator/live/spawn_child.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

namespace spillway::live {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

struct Pipe {
  int read = -1;
  int write = -1;
  bool open() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    read = ends[0];
    write = ends[1];
    return true;
  }
  void close_read() { shut(read); }
  void close_write() { shut(write); }
  ~Pipe() {
    close_read();
    close_write();
  }
  static void shut(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

// What the child does between fork and exec: only calls that are safe there. Does not return.
[[noreturn]] void become(char* const* command, char* const* environment, const char* directory,
                         int output, int failure, pid_t parent) {
  // The kernel kills it with the emulator; which may be gone already.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGCHLD}) std::signal(number, SIG_DFL);
  // As batch work it does not interrupt the emulator, which wakes it, in the middle of its own.
  const sched_param ordinary{};
  sched_setscheduler(0, SCHED_BATCH, &ordinary);
  const int input = ::open("/dev/null", O_RDONLY);
  dup2(input, 0);
  dup2(output, 1);
  dup2(output, 2);
  syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
  if (directory[0] == '\0' || chdir(directory) == 0) execvpe(command[0], command, environment);
  const int error = errno;
  [[maybe_unused]] const auto written = ::write(failure, &error, sizeof error);
  _exit(127);
}

// "cannot run 'x' in folder: why"
std::string cannot(const char* what, const Program& program, int error) {
  return std::string("cannot ") + what + " '" + program.command.front() + "'" +
         (program.directory.empty() ? "" : " in " + program.directory) + ": " +
         std::strerror(error);
}

}  // namespace

boost::system::result<Child, std::string> spawn_child(const Program& program,
                                                      const std::string& mark, Guardian& guardian) {
  if (program.command.empty()) return std::string("there is no program to run");
  std::vector<std::string> variables = {mark};
  for (const auto& [name, value] : program.environment) variables.push_back(name + "=" + value);
  const auto command = pointers(program.command);
  const auto environment = pointers(variables);
  Pipe output;
  Pipe failure;
  if (!output.open() || !failure.open()) return std::string("no pipe: ") + std::strerror(errno);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return std::string("cannot fork: ") + std::strerror(errno);
  if (pid == 0) {
    become(command.data(), environment.data(), program.directory.c_str(), output.write,
           failure.write, parent);
  }
  setpgid(pid, pid);  // also by the child; whoever comes first
  guardian.watch(pid);
  failure.close_write();
  int error = 0;
  if (::read(failure.read, &error, sizeof error) == static_cast<ssize_t>(sizeof error)) {
    waitpid(pid, nullptr, 0);
    guardian.forget(pid);
    return cannot("run", program, error);
  }
  const auto end = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (end < 0) {
    const int why = errno;
    ::kill(-pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    guardian.forget(pid);
    return cannot("watch", program, why);
  }
  return Child{pid, std::exchange(output.read, -1), end};
}

}  // namespace spillway::live
