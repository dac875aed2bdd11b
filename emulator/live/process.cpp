#include "emulator/live/process.hpp"

#include <sys/resource.h>
#include <sys/wait.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

#include "emulator/live/process_usage.hpp"
#include "emulator/live/spawn_child.hpp"

namespace spillway::live {
namespace {

namespace net = boost::asio;
using Error = boost::system::error_code;

constexpr std::size_t kReadChunk = 16 * 1024;
constexpr std::size_t kDrained = 1024 * 1024;
// So much may a child print before it has to wait for a moment.
constexpr std::size_t kBurst = 2 * 1024 * 1024;
constexpr auto kBreath = std::chrono::milliseconds(50);

int status_of(int wait_status) {
  return WIFSIGNALED(wait_status) ? -WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

}  // namespace

struct Process::Core : std::enable_shared_from_this<Process::Core> {
  Core(LiveRuntime& rt, Guardian& its_guardian, OnLine line, OnExit exit)
      : runtime(rt),
        guardian(its_guardian),
        on_line(std::move(line)),
        on_exit(std::move(exit)),
        output(rt.io_context()),
        end(rt.io_context()),
        breath(rt.io_context()) {}

  void watch(int output_fd, int pid_fd);
  void read();
  void read_now();
  void drain();
  void wait();
  void tell_lines(bool all);
  void reap();
  void end_all();

  LiveRuntime& runtime;
  Guardian& guardian;
  std::string mark;
  OnLine on_line;
  OnExit on_exit;
  net::posix::basic_stream_descriptor<net::io_context::executor_type> output;
  net::posix::basic_stream_descriptor<net::io_context::executor_type> end;
  net::basic_waitable_timer<std::chrono::steady_clock, net::wait_traits<std::chrono::steady_clock>,
                            net::io_context::executor_type>
      breath;
  std::size_t since_breath = 0;
  std::int64_t max_memory_bytes = 0;
  pid_t pid = 0;
  bool running = true;
  EventSeq cause = 0;
  std::string text;
  std::array<char, kReadChunk> chunk{};
};

void Process::Core::watch(int output_fd, int pid_fd) {
  cause = runtime.cause();
  output.assign(output_fd);
  output.non_blocking(true);
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
  output.async_wait(net::posix::descriptor_base::wait_read,
                    [self = shared_from_this()](Error error) {
                      if (!error && self->on_line) self->read_now();
                    });
}

// Goes on reading, at once or after a while.
void Process::Core::read_now() {
  Error error;
  const std::size_t count = output.read_some(net::buffer(chunk), error);
  text.append(chunk.data(), count);
  const bool over = error && error != net::error::would_block && error != net::error::try_again;
  tell_lines(over);
  since_breath += count;
  if (over || !on_line) return;
  if (since_breath < kBurst) return read();
  since_breath = 0;
  breath.expires_after(kBreath);
  breath.async_wait([self = shared_from_this()](Error stopped) {
    if (!stopped) self->read();
  });
}

void Process::Core::drain() {
  Error error;
  for (std::size_t sum = 0; on_line && !error && sum < kDrained;) {
    const std::size_t count = output.read_some(net::buffer(chunk), error);
    text.append(chunk.data(), count);
    sum += count;
    tell_lines(false);
  }
}

void Process::Core::tell_lines(bool all) {
  std::size_t from = 0;
  for (std::size_t at = 0; (at = text.find('\n', from)) != std::string::npos; from = at + 1) {
    on_line(std::string_view(text).substr(from, at - from));
    if (!on_line) return;
  }
  text.erase(0, from);
  while (!text.empty() && (all || text.size() >= kMaxLine)) {
    on_line(std::string_view(text).substr(0, kMaxLine));
    if (!on_line) return;
    text.erase(0, kMaxLine);
  }
}

void Process::Core::reap() {
  int wait_status = 0;
  if (!running) return;
  // A descriptor may be reported ready that is not.
  rusage used{};
  if (wait4(pid, &wait_status, WNOHANG, &used) != pid) return wait();
  running = false;
  max_memory_bytes = std::max<std::int64_t>(max_memory_bytes, used.ru_maxrss * 1024);
  end_all();
  // Its last words may still be in the pipe.
  drain();
  if (on_line) tell_lines(true);
  CauseScope scope(runtime, cause);
  if (auto exit = std::move(on_exit)) exit(status_of(wait_status));
}

// What it has started, in its process group or out of it.
void Process::Core::end_all() {
  ::kill(-pid, SIGKILL);
  guardian.forget(pid);
  guardian.end_rest_of(mark);
}

boost::system::result<std::unique_ptr<Process>, std::string> Process::start(LiveRuntime& runtime,
                                                                            Guardian& guardian,
                                                                            const Program& program,
                                                                            OnLine on_line,
                                                                            OnExit on_exit) {
  const std::string mark = guardian.new_mark();
  const auto child = spawn_child(program, mark, guardian);
  if (!child) return child.error();
  auto core = std::make_shared<Core>(runtime, guardian, std::move(on_line), std::move(on_exit));
  core->pid = child->pid;
  core->mark = mark;
  core->watch(child->output, child->end);
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
    core_->end_all();
  }
  Error ignored;
  core_->output.close(ignored);
  core_->end.close(ignored);
  core_->breath.cancel();
}

int Process::pid() const { return core_->pid; }

void Process::drain() {
  const auto core = core_;  // a line's reader may destroy this
  core->drain();
}

bool Process::has_ended() const {
  siginfo_t info{};
  if (!core_->running) return true;
  // Without burying it, which is reap()'s.
  const auto id = static_cast<id_t>(core_->pid);
  return waitid(P_PID, id, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}

ProcessUsage Process::usage() const {
  ProcessUsage usage;
  if (core_->running) usage = usage_of(core_->pid);
  core_->max_memory_bytes = std::max(core_->max_memory_bytes, usage.max_memory_bytes);
  usage.max_memory_bytes = core_->max_memory_bytes;
  return usage;
}

void Process::signal(int number) {
  if (core_->running) ::kill(-core_->pid, number);
}

}  // namespace spillway::live
