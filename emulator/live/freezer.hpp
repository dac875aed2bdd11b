// Freezer: stops a function's process between its invocations (SIGSTOP), as Lambda freezes an
// environment, once it has been idle for some milliseconds.
//
// Owned by the FunctionProcess, beside the process. Used from the LiveRuntime's thread.
#pragma once

#include "emulator/live/process.hpp"

namespace spillway::live {

class Freezer {
 public:
  explicit Freezer(LiveRuntime& runtime) : runtime_(runtime) {}
  ~Freezer();
  Freezer(const Freezer&) = delete;
  Freezer& operator=(const Freezer&) = delete;

  /// The process has nothing to do from now on. It must outlive this.
  void rest(Process& process);
  /// It gets something to do; it runs when this returns.
  void wake(Process& process);

 private:
  void look_later(Process& process);

  LiveRuntime& runtime_;
  bool idle_ = false;
  bool frozen_ = false;
  TimePoint idle_since_{};
  Duration patience_ = std::chrono::milliseconds(5);
  TimerId timer_ = TimerId::none;
};

}  // namespace spillway::live
