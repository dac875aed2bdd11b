// VirtualRuntime: time that jumps from event to event; one thread, no socket, no clock of the
// machine.
//
// Owned by whoever runs a simulation, one per world; it must outlive the world. run() works the
// events off in order of (time, order of scheduling). What is posted through executor() stands in
// the same order: there is one queue and no io_context, so nothing of the operating system is
// touched.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "emulator/sim/event_heap.hpp"
#include "runtime/runtime.hpp"

namespace spillway::sim {

struct VirtualOptions {
  std::uint64_t seed = 1;
  /// What wall_now() says at the start. A whole minute, as CloudWatch counts them.
  WallTime epoch =
      WallTime(std::chrono::sys_days(std::chrono::year(2026) / 1 / 5)) + std::chrono::hours(12);
  /// More events than this at one instant are a livelock.
  std::uint64_t max_events_at_one_instant = 1'000'000;
};

/// Why run() returned.
enum class RunEnd { reached_limit, idle, livelock, stopped };

class VirtualRuntime final : public Runtime {
 public:
  explicit VirtualRuntime(VirtualOptions options = {});
  /// Destroys what is still pending; the destructors of that may still use the runtime.
  ~VirtualRuntime() override;
  VirtualRuntime(const VirtualRuntime&) = delete;
  VirtualRuntime& operator=(const VirtualRuntime&) = delete;

  TimePoint now() const noexcept override { return now_; }
  WallTime wall_now() const noexcept override { return options_.epoch + now_.time_since_epoch(); }
  TimerId call_at(TimePoint at, Callback&& fn) override;
  bool cancel(TimerId id) override;
  boost::asio::any_io_executor executor() override;
  Rng rng(std::string_view stream) const override { return Rng(options_.seed, stream); }
  EventSeq cause() const noexcept override { return cause_; }
  void set_cause(EventSeq cause) noexcept override { cause_ = cause; }

  /// Works off every event up to and including `limit`; now() is `limit` afterwards if it got
  /// there.
  RunEnd run_until(TimePoint limit);
  RunEnd run_for(Duration d) { return run_until(now_ + d); }
  /// Makes run_until return after the current event.
  void stop() { stopped_ = true; }
  /// `look` is called between events, every kEventsBetweenLooks of them, however little time passes
  /// meanwhile: for whoever shows the progress and may want to stop(). It must not touch the world.
  void set_watch(std::function<void()> look) { watch_ = std::move(look); }

  static constexpr std::uint64_t kEventsBetweenLooks = 4096;

  std::uint64_t events_run() const { return events_run_; }
  std::size_t pending() const { return heap_.size(); }

 private:
  struct AsioContext;

  VirtualOptions options_;
  TimePoint now_{};
  EventSeq cause_ = 0;
  EventHeap heap_;
  std::uint64_t events_run_ = 0;
  std::uint64_t events_at_this_instant_ = 0;
  bool stopped_ = false;
  std::function<void()> watch_;
  std::unique_ptr<AsioContext> asio_;
};

}  // namespace spillway::sim
