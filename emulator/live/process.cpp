#include "emulator/live/process.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

namespace spillway::live {
namespace {

namespace net = boost::asio;
using Error = boost::system::error_code;

constexpr std::size_t kMaxLine = 256 * 1024;  // as CloudWatch Logs: longer ones are cut in pieces
constexpr std::size_t kReadChunk = 16 * 1024;

int status_of(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

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

}  // namespace

struct Process::Core : std::enable_shared_from_this<Process::Core> {
  Core(LiveRuntime& rt, OnLine line, OnExit exit)
      : runtime(rt),
        on_line(std::move(line)),
        on_exit(std::move(exit)),
        output(rt.io_context()),
        end(rt.io_context()) {}

  void watch(int output_fd, int pid_fd);
  void read();
  void wait();
  void tell_lines(bool all);
  void reap();

  LiveRuntime& runtime;
  OnLine on_line;
  OnExit on_exit;
  net::posix::basic_stream_descriptor<net::io_context::executor_type> output;
  net::posix::basic_stream_descriptor<net::io_context::executor_type> end;
  pid_t pid = 0;
  bool running = true;
  EventSeq cause = 0;
  std::string text;
  std::array<char, kReadChunk> chunk{};
};

void Process::Core::watch(int output_fd, int pid_fd) {
  cause = runtime.cause();
  output.assign(output_fd);
  end.assign(pid_fd);
  read();
  wait();
}

void Process::Core::wait() {
  end.async_wait(net::posix::descriptor_base::wait_read, [self = shared_from_this()](Error error) {
    if (!error) self->reap();
  });
}

void Process::Core::read() {
  output.async_read_some(net::buffer(chunk),
                         [self = shared_from_this()](Error error, std::size_t count) {
                           if (!self->on_line) return;
                           self->text.append(self->chunk.data(), count);
                           self->tell_lines(static_cast<bool>(error));
                           if (!error) self->read();
                         });
}

void Process::Core::tell_lines(bool all) {
  std::size_t from = 0;
  for (std::size_t at = 0; (at = text.find('\n', from)) != std::string::npos; from = at + 1) {
    on_line(std::string_view(text).substr(from, at - from));
    if (!on_line) return;
  }
  text.erase(0, from);
  if (text.empty() || (!all && text.size() < kMaxLine)) return;
  on_line(text);
  text.clear();
}

void Process::Core::reap() {
  int wait_status = 0;
  if (!running) return;
  // A descriptor may be reported ready that is not.
  if (waitpid(pid, &wait_status, WNOHANG) != pid) return wait();
  running = false;
  // Its last words may still be in the pipe; a grandchild may hold that open for ever.
  if (on_line) {
    output.non_blocking(true);
    Error error;
    while (!error && on_line) {
      const std::size_t count = output.read_some(net::buffer(chunk), error);
      text.append(chunk.data(), count);
    }
    if (on_line) tell_lines(true);
  }
  ::kill(-pid, SIGKILL);  // what it has left behind
  CauseScope scope(runtime, cause);
  if (auto exit = std::move(on_exit)) exit(status_of(wait_status));
}

boost::system::result<std::unique_ptr<Process>, std::string> Process::start(LiveRuntime& runtime,
                                                                            const Program& program,
                                                                            OnLine on_line,
                                                                            OnExit on_exit) {
  std::vector<std::string> variables;
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
  failure.close_write();
  int error = 0;
  if (::read(failure.read, &error, sizeof error) == static_cast<ssize_t>(sizeof error)) {
    waitpid(pid, nullptr, 0);
    return "cannot run '" + program.command.front() + "'" +
           (program.directory.empty() ? "" : " in " + program.directory) + ": " +
           std::strerror(error);
  }
  const auto pid_fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  auto core = std::make_shared<Core>(runtime, std::move(on_line), std::move(on_exit));
  core->pid = pid;
  core->watch(std::exchange(output.read, -1), pid_fd);
  return std::unique_ptr<Process>(new Process(std::move(core)));
}

Process::Process(std::shared_ptr<Core> core) : core_(std::move(core)) {}

Process::~Process() {
  core_->on_line = nullptr;
  core_->on_exit = nullptr;
  if (std::exchange(core_->running, false)) {
    ::kill(-core_->pid, SIGKILL);
    ::kill(core_->pid, SIGKILL);
    waitpid(core_->pid, nullptr, 0);
  }
  Error ignored;
  core_->output.close(ignored);
  core_->end.close(ignored);
}

int Process::pid() const { return core_->pid; }

void Process::signal(int number) {
  if (core_->running) ::kill(-core_->pid, number);
}

}  // namespace spillway::live
