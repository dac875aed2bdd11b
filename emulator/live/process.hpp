// Process: a child of the emulator, with its output line by line and its end.
//
// Owned by an execution environment or a container; used from the LiveRuntime's thread, which must
// be the one that it was started from: when that thread ends, however it does, the kernel kills the
// child (PR_SET_PDEATHSIG). Destroying it kills the child and all of its process group.
#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/live/program.hpp"
#include "runtime/live_runtime.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::live {

class Process {
 public:
  /// A line of its standard output or standard error, without the newline.
  using OnLine = std::function<void(std::string_view line)>;
  /// Status as the shell counts it, 128+n for signal n. Called once, from an event of its own.
  using OnExit = UniqueFunction<void(int status)>;

  /// Its environment is `program.environment` and nothing else. The error says what failed.
  static boost::system::result<std::unique_ptr<Process>, std::string> start(LiveRuntime& runtime,
                                                                            const Program& program,
                                                                            OnLine on_line,
                                                                            OnExit on_exit);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int pid() const;
  /// To the whole process group. Of one that has ended: does nothing.
  void signal(int number);

  struct Core;

 private:
  explicit Process(std::shared_ptr<Core> core);
  std::shared_ptr<Core> core_;
};

}  // namespace spillway::live
