// Runtime: the one door to time, chance and later work, for everything that runs.
//
// Two implementations: sim::VirtualRuntime jumps from event to event and is deterministic;
// LiveRuntime follows the wall clock. main() owns it and passes it by reference; it outlives all
// that uses it. Only the thread that runs it may call it.
//
// A Runtime also remembers the *cause*: the timeline event that is being worked on. It is captured
// with every scheduled callback and restored when that runs, so the chain alarm -> rule ->
// invocation -> API call -> weights is walkable without anybody passing it along.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/rng.hpp"
#include "runtime/time.hpp"
#include "runtime/unique_function.hpp"

namespace boost::asio {
class any_io_executor;
}

namespace spillway {

using Callback = UniqueFunction<void()>;

/// Names one scheduled callback. Never reused within a run; 0 names none.
enum class TimerId : std::uint64_t { none = 0 };

/// Sequence number of a timeline event; 0 means "no event", the outside world.
using EventSeq = std::uint64_t;

class Runtime {
 public:
  virtual ~Runtime() = default;

  /// Monotonic, from the start of the run; constant while one callback runs in virtual time.
  virtual TimePoint now() const noexcept = 0;
  /// Only for timestamps that people or AWS will read.
  virtual WallTime wall_now() const noexcept = 0;

  /// Runs `fn` once at `at`, or as soon as possible if that has passed, never before this call
  /// returns. Equal times run in the order of the calls. The current cause is captured.
  virtual TimerId call_at(TimePoint at, Callback&& fn) = 0;
  /// Destroys the callback without running it. False if it has run or never was.
  virtual bool cancel(TimerId id) = 0;

  /// For code on Asio: work posted there runs as call_at(now()) does, cause included.
  virtual boost::asio::any_io_executor executor() = 0;

  /// A stream of random numbers of its own for the component of that name.
  virtual Rng rng(std::string_view stream) const = 0;

  virtual EventSeq cause() const noexcept = 0;
  virtual void set_cause(EventSeq cause) noexcept = 0;

  TimerId call_after(Duration delay, Callback&& fn) {
    return call_at(now() + delay, std::move(fn));
  }
  TimerId post(Callback&& fn) { return call_at(now(), std::move(fn)); }
};

/// For as long as it lives, what is scheduled is caused by the given event.
class CauseScope {
 public:
  CauseScope(Runtime& runtime, EventSeq cause) : runtime_(runtime), before_(runtime.cause()) {
    runtime_.set_cause(cause);
  }
  ~CauseScope() { runtime_.set_cause(before_); }
  CauseScope(const CauseScope&) = delete;
  CauseScope& operator=(const CauseScope&) = delete;

 private:
  Runtime& runtime_;
  EventSeq before_;
};

}  // namespace spillway
