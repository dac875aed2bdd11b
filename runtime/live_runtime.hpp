// LiveRuntime: the Runtime that follows the wall clock, over one io_context of Boost.Asio.
//
// Owned by main() (or by a test); it outlives all that uses it. The thread that calls run() is the
// Runtime's thread; only post_from_any_thread() and stop() may be called from others. now() counts
// from construction, on the steady clock, and stands still while one callback runs: models rely on
// an event being one instant.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "runtime/runtime.hpp"

namespace boost::asio {
class io_context;
}

namespace spillway {

class LiveRuntime final : public Runtime {
 public:
  /// Without a seed the random streams differ from run to run.
  explicit LiveRuntime(std::optional<std::uint64_t> seed = std::nullopt);
  /// Destroys what is still pending, without running it.
  ~LiveRuntime() override;
  LiveRuntime(const LiveRuntime&) = delete;
  LiveRuntime& operator=(const LiveRuntime&) = delete;

  TimePoint now() const noexcept override;
  WallTime wall_now() const noexcept override;
  TimerId call_at(TimePoint at, Callback&& fn) override;
  bool cancel(TimerId id) override;
  boost::asio::any_io_executor executor() override;
  /// The loop itself, for sockets on the per-request path, which cannot afford executor()'s type
  /// erasure. Work given to it has no cause: whoever needs one remembers it.
  boost::asio::io_context& io_context();
  Rng rng(std::string_view stream) const override { return Rng(seed_, stream); }
  EventSeq cause() const noexcept override { return cause_; }
  void set_cause(EventSeq cause) noexcept override { cause_ = cause; }

  /// Works until stop(). May be called again: what was pending meanwhile goes on then.
  void run();
  /// Makes run() return after the current callback; if it is not running, the next run() returns
  /// at once. Any thread.
  void stop();

  /// Destroys all that waits for its time, without running it: the world that it belonged to is
  /// gone. What sockets wait for stays.
  void drop_pending();

  /// Runs `fn` on the Runtime's thread, with no cause. Any thread.
  void post_from_any_thread(Callback fn);

 private:
  struct Loop;

  void run_due();
  void arm();

  std::uint64_t seed_;
  EventSeq cause_ = 0;
  bool running_ = false;
  mutable std::optional<TimePoint> instant_;  // of the callback that runs
  std::unique_ptr<Loop> loop_;
};

}  // namespace spillway
