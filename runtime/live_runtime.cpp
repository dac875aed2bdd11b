#include "runtime/live_runtime.hpp"

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <random>
#include <unordered_map>

namespace spillway {
namespace {

namespace net = boost::asio;
using SteadyClock = std::chrono::steady_clock;

// An executor of the io_context that takes the current cause along with what is posted.
class LiveExecutor {
 public:
  using Native = net::io_context::executor_type;

  LiveExecutor(const Native& native, Runtime& runtime) : native_(native), runtime_(&runtime) {}

  net::execution_context& query(net::execution::context_t) const noexcept {
    return native_.context();
  }
  net::execution::blocking_t query(net::execution::blocking_t) const noexcept {
    return never_blocks_ ? net::execution::blocking_t(net::execution::blocking.never)
                         : net::execution::blocking_t(net::execution::blocking.possibly);
  }
  LiveExecutor require(net::execution::blocking_t::never_t) const noexcept {
    LiveExecutor result = *this;
    result.never_blocks_ = true;
    return result;
  }
  LiveExecutor require(net::execution::blocking_t::possibly_t) const noexcept {
    LiveExecutor result = *this;
    result.never_blocks_ = false;
    return result;
  }

  template <class F>
  void execute(F&& f) const {
    const bool on_thread = native_.running_in_this_thread();
    if (on_thread && !never_blocks_) {
      std::forward<F>(f)();
      return;
    }
    // Only the Runtime's thread may read the cause; from elsewhere there is none.
    const EventSeq cause = on_thread ? runtime_->cause() : 0;
    net::post(native_, [runtime = runtime_, cause, f = std::forward<F>(f)]() mutable {
      CauseScope scope(*runtime, cause);
      std::move(f)();
    });
  }

  bool operator==(const LiveExecutor& other) const noexcept = default;

 private:
  Native native_;
  Runtime* runtime_;
  bool never_blocks_ = false;
};

std::uint64_t random_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) | device();
}

}  // namespace

struct LiveRuntime::Loop {
  using Key = std::pair<TimePoint, std::uint64_t>;
  struct Event {
    EventSeq cause;
    Callback fn;
  };

  // Destroyed last: handlers that die with the io_context may still cancel what is in here.
  std::map<Key, Event> events;
  std::unordered_map<std::uint64_t, TimePoint> times;  // only looked up, never iterated
  std::uint64_t next_id = 1;
  SteadyClock::time_point start = SteadyClock::now();
  net::io_context io{1};
  net::steady_timer timer{io};
  net::executor_work_guard<net::io_context::executor_type> work{io.get_executor()};
  std::optional<TimePoint> armed_for;
  bool posted = false;
  bool closing = false;
  std::atomic<bool> stop_requested = false;

  // The earliest event, taken out.
  std::pair<Key, Event> pop() {
    auto node = events.extract(events.begin());
    times.erase(node.key().second);
    return {node.key(), std::move(node.mapped())};
  }
};

LiveRuntime::LiveRuntime(std::optional<std::uint64_t> seed)
    : seed_(seed ? *seed : random_seed()), loop_(std::make_unique<Loop>()) {}

LiveRuntime::~LiveRuntime() {
  loop_->closing = true;
  drop_pending();
}

void LiveRuntime::drop_pending() {
  while (!loop_->events.empty()) loop_->pop();
}

TimePoint LiveRuntime::now() const noexcept {
  if (instant_) return *instant_;
  const TimePoint now(std::chrono::duration_cast<Duration>(SteadyClock::now() - loop_->start));
  if (running_) instant_ = now;
  return now;
}

WallTime LiveRuntime::wall_now() const noexcept {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

TimerId LiveRuntime::call_at(TimePoint at, Callback&& fn) {
  const std::uint64_t id = loop_->next_id++;
  at = std::max(at, now());
  loop_->events.emplace(Loop::Key(at, id), Loop::Event{cause_, std::move(fn)});
  loop_->times.emplace(id, at);
  arm();
  return TimerId{id};
}

bool LiveRuntime::cancel(TimerId id) {
  const auto time = loop_->times.find(static_cast<std::uint64_t>(id));
  if (time == loop_->times.end()) return false;
  // The callback dies when the books are in order again: its destructor may come back here.
  const auto doomed = loop_->events.extract({time->second, time->first});
  loop_->times.erase(time);
  return true;
}

net::any_io_executor LiveRuntime::executor() {
  return LiveExecutor(loop_->io.get_executor(), *this);
}

net::io_context& LiveRuntime::io_context() { return loop_->io; }

// Sees to it that run_due() is called when the earliest event is due.
void LiveRuntime::arm() {
  Loop& loop = *loop_;
  if (loop.closing || loop.posted || loop.events.empty()) return;
  const TimePoint at = loop.events.begin()->first.first;
  if (at <= now()) {
    loop.posted = true;
    net::post(loop.io, [this] {
      loop_->posted = false;
      run_due();
    });
    return;
  }
  if (loop.armed_for && *loop.armed_for <= at) return;
  loop.armed_for = at;
  loop.timer.expires_at(loop.start +
                        std::chrono::ceil<SteadyClock::duration>(at.time_since_epoch()));
  loop.timer.async_wait([this](boost::system::error_code error) {
    if (error) return;  // armed again, for an earlier time
    loop_->armed_for.reset();
    run_due();
  });
}

// What is scheduled meanwhile waits for the next turn, so that sockets get theirs.
void LiveRuntime::run_due() {
  const TimePoint limit = now();
  while (!loop_->events.empty() && !loop_->stop_requested) {
    if (loop_->events.begin()->first.first > limit) break;
    Loop::Event event = loop_->pop().second;
    CauseScope scope(*this, event.cause);
    event.fn();
  }
  arm();
}

void LiveRuntime::run() {
  loop_->io.restart();
  running_ = true;
  while (!loop_->stop_requested.exchange(false)) {
    loop_->io.run_one();
    instant_.reset();
  }
  running_ = false;
}

void LiveRuntime::stop() {
  loop_->stop_requested = true;
  net::post(loop_->io, [] {});  // wakes run_one()
}

void LiveRuntime::post_from_any_thread(Callback fn) {
  net::post(loop_->io, [this, fn = std::move(fn)]() mutable {
    CauseScope scope(*this, 0);
    fn();
  });
}

}  // namespace spillway
