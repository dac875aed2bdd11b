#include "emulator/sim/virtual_runtime.hpp"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>

namespace spillway::sim {
namespace {

namespace net = boost::asio;

// The smallest executor that any_io_executor accepts: work goes into the runtime's own queue.
class VirtualExecutor {
 public:
  VirtualExecutor(net::execution_context& context, Runtime& runtime)
      : context_(&context), runtime_(&runtime) {}

  net::execution_context& query(net::execution::context_t) const noexcept { return *context_; }
  static constexpr net::execution::blocking_t query(net::execution::blocking_t) noexcept {
    return net::execution::blocking.never;
  }
  VirtualExecutor require(net::execution::blocking_t::never_t) const noexcept { return *this; }

  template <class F>
  void execute(F&& f) const {
    runtime_->post([f = std::forward<F>(f)]() mutable { std::move(f)(); });
  }

  bool operator==(const VirtualExecutor& other) const noexcept = default;

 private:
  net::execution_context* context_;
  Runtime* runtime_;
};

}  // namespace

struct VirtualRuntime::AsioContext : net::execution_context {
  ~AsioContext() {
    shutdown();
    destroy();
  }
};

VirtualRuntime::VirtualRuntime(VirtualOptions options) : options_(options) {}

VirtualRuntime::~VirtualRuntime() {
  while (!heap_.empty()) heap_.pop();
}

TimerId VirtualRuntime::call_at(TimePoint at, Callback&& fn) {
  return heap_.push(std::max(at, now_), cause_, std::move(fn));
}

bool VirtualRuntime::cancel(TimerId id) { return static_cast<bool>(heap_.remove(id)); }

net::any_io_executor VirtualRuntime::executor() {
  if (!asio_) asio_ = std::make_unique<AsioContext>();
  return VirtualExecutor(*asio_, *this);
}

RunEnd VirtualRuntime::run_until(TimePoint limit) {
  stopped_ = false;
  while (!heap_.empty()) {
    const TimePoint at = *heap_.next_at();
    if (at > limit) {
      now_ = std::max(now_, limit);
      return RunEnd::reached_limit;
    }
    if (at != now_) events_at_this_instant_ = 0;
    if (++events_at_this_instant_ > options_.max_events_at_one_instant) return RunEnd::livelock;
    EventHeap::Event event = heap_.pop();
    now_ = at;
    cause_ = event.cause;
    event.fn();
    cause_ = 0;
    if (++events_run_ % kEventsBetweenLooks == 0 && watch_) watch_();
    if (stopped_) return RunEnd::stopped;
  }
  now_ = std::max(now_, limit);
  return RunEnd::idle;
}

}  // namespace spillway::sim
