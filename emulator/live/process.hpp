// Process: a child of the emulator, with its output line by line and its end.
//
// Owned by an execution environment or a container; used from the LiveRuntime's thread, which must
// be the one that it was started from: when that thread ends, however it does, the kernel kills the
// child (PR_SET_PDEATHSIG), and the guardian what that has started. Destroying it kills the child,
// all of its process group, and whatever else it has left behind. Output that nobody can keep up
// with is not read any faster than 40 MB/s, so that the child waits.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/live/guardian.hpp"
#include "emulator/live/program.hpp"
#include "runtime/live_runtime.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::live {

/// What the operating system has counted.
struct ProcessUsage {
  std::uint64_t user_ns = 0;  ///< of processor time
  std::uint64_t system_ns = 0;
  std::int64_t memory_bytes = 0;  ///< resident now
  std::int64_t max_memory_bytes = 0;
  int threads = 0;
};

class Process {
 public:
  /// A line of its standard output or standard error, without the newline; a longer one than
  /// CloudWatch Logs takes in pieces.
  using OnLine = std::function<void(std::string_view line)>;
  /// Negative: the signal that ended it. Called once, from an event of its own. It may destroy the
  /// process.
  using OnExit = UniqueFunction<void(int status)>;

  static constexpr std::size_t kMaxLine = 256 * 1024;

  /// Its environment is `program.environment`, the guardian's mark, and nothing else. The error
  /// says what failed.
  static boost::system::result<std::unique_ptr<Process>, std::string> start(LiveRuntime& runtime,
                                                                            Guardian& guardian,
                                                                            const Program& program,
                                                                            OnLine on_line,
                                                                            OnExit on_exit);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int pid() const;
  /// To the whole process group. Of one that has ended: does nothing.
  void signal(int number);
  /// Tells now what it has printed so far, up to a megabyte; else that waits for its turn.
  void drain();
  /// Has it ended? Known here before `on_exit` is called.
  bool has_ended() const;
  /// Of the process itself, not of what it has started. After its end: the most memory only.
  ProcessUsage usage() const;

  struct Core;

 private:
  explicit Process(std::shared_ptr<Core> core);
  std::shared_ptr<Core> core_;
};

}  // namespace spillway::live
