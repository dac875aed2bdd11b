// Guardian: sees to it that no process outlives the emulator, however that ends.
//
// A small process of its own, started before all others. It learns of the emulator's end by the end
// of a socket; then it kills every process group that it was told of, and every process that has
// the run's mark in its environment, which a daemon takes along into a session of its own. While
// the emulator lives, it adopts what its children leave behind (PR_SET_CHILD_SUBREAPER), so that
// tend() can end it. Owned by the live run; used from the thread that started it. What clears its
// environment and leaves its process group outlives a SIGKILL of the emulator, unless tend() has
// seen it.
#pragma once

#include <sys/types.h>

#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

namespace spillway::live {

class Guardian {
 public:
  static boost::system::result<std::unique_ptr<Guardian>, std::string> start();
  /// Whatever is left is killed.
  ~Guardian();
  Guardian(const Guardian&) = delete;
  Guardian& operator=(const Guardian&) = delete;

  /// The next child's mark, to stand in its environment: "SPILLWAY_CHILD=<run>.<number>".
  std::string new_mark();
  /// A child that leads a process group of its own, and its end.
  void watch(pid_t child);
  void forget(pid_t child);

  /// A child with that mark has ended: what it has left behind, which is adopted now, is killed, at
  /// once or by the next tend().
  void end_rest_of(const std::string& mark);
  /// To be called every second or so. Looks at all processes if a child has ended, or after five
  /// seconds: buries adopted ones that have ended, and remembers the others.
  void tend();

 private:
  using Clock = std::chrono::steady_clock;

  Guardian(int socket, std::string run);
  void sweep();
  void tell(char what, pid_t child) const;

  int socket_;
  const std::string run_;
  std::uint64_t marks_ = 0;
  std::set<pid_t> children_;
  std::set<pid_t> adopted_;      // that the other process was told of
  std::set<std::string> ended_;  // marks of children that have, since the last sweep
  Clock::time_point last_sweep_{};
};

}  // namespace spillway::live
