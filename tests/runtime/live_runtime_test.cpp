#include "runtime/live_runtime.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;

TEST_CASE("live callbacks run at their time and in the order of the calls") {
  LiveRuntime rt;
  std::vector<int> order;
  const TimePoint start = rt.now();
  TimePoint late;
  rt.call_after(20ms, [&] {
    late = rt.now();
    order.push_back(4);
    rt.stop();
  });
  rt.call_at(start + 5ms, [&] { order.push_back(2); });
  rt.call_at(start + 5ms, [&] { order.push_back(3); });
  rt.post([&] { order.push_back(1); });
  CHECK(order.empty());
  rt.run();
  CHECK(order == std::vector{1, 2, 3, 4});
  CHECK(late - start >= 20ms);
}

TEST_CASE("a cancelled live callback does not run, and its state dies at once") {
  LiveRuntime rt;
  const auto state = std::make_shared<int>(1);
  const TimerId id = rt.call_after(1ms, [state] { FAIL("cancelled"); });
  CHECK(state.use_count() == 2);
  CHECK(rt.cancel(id));
  CHECK(state.use_count() == 1);
  CHECK_FALSE(rt.cancel(id));
  CHECK_FALSE(rt.cancel(TimerId::none));
  rt.call_after(5ms, [&] { rt.stop(); });
  rt.run();
}

TEST_CASE("a later callback is not lost when the earlier one is cancelled or comes afterwards") {
  LiveRuntime rt;
  int ran = 0;
  rt.call_after(30ms, [&] {
    ++ran;
    rt.stop();
  });
  const TimerId id = rt.call_after(10ms, [] {});
  rt.call_after(1ms, [&] {
    ++ran;
    rt.cancel(id);
  });
  rt.run();
  CHECK(ran == 2);
}

TEST_CASE("the cause travels with live callbacks and with what is posted through Asio") {
  LiveRuntime rt;
  std::vector<EventSeq> causes;
  {
    CauseScope scope(rt, 7);
    rt.call_after(1ms, [&] {
      causes.push_back(rt.cause());
      boost::asio::post(rt.executor(), [&] {
        causes.push_back(rt.cause());
        rt.post_from_any_thread([&] {
          causes.push_back(rt.cause());
          rt.stop();
        });
      });
    });
  }
  rt.run();
  CHECK(causes == std::vector<EventSeq>{7, 7, 0});
  CHECK(rt.cause() == 0);
}

TEST_CASE("Asio's own timers run on the live runtime's executor") {
  LiveRuntime rt;
  boost::asio::steady_timer timer(rt.executor());
  timer.expires_after(1ms);
  bool rang = false;
  timer.async_wait([&](boost::system::error_code error) {
    rang = !error;
    rt.stop();
  });
  rt.run();
  CHECK(rang);
}

TEST_CASE("the live runtime can be stopped and woken from another thread, and run again") {
  LiveRuntime rt;
  std::vector<std::thread::id> seen;
  for (int i = 0; i < 2; ++i) {
    std::thread other([&] {
      rt.post_from_any_thread([&] { seen.push_back(std::this_thread::get_id()); });
      rt.stop();
    });
    rt.run();
    other.join();
  }
  rt.post([&] { rt.stop(); });
  rt.run();
  CHECK(seen == std::vector{std::this_thread::get_id(), std::this_thread::get_id()});
}

TEST_CASE("stopping a live runtime that does not run ends the next run at once") {
  LiveRuntime rt;
  rt.stop();
  rt.run();
  SUCCEED("it returned");
}

TEST_CASE("a live runtime destroys what is pending, whose destructors may still use it") {
  struct Canceller {
    Runtime* runtime;
    TimerId id;
    bool* done;
    Canceller(Runtime& r, TimerId t, bool& d) : runtime(&r), id(t), done(&d) {}
    Canceller(Canceller&& other) noexcept
        : runtime(std::exchange(other.runtime, nullptr)), id(other.id), done(other.done) {}
    ~Canceller() {
      if (runtime == nullptr) return;
      *done = true;
      runtime->cancel(id);
    }
    void operator()() const {}
  };
  bool from_heap = false;
  bool from_executor = false;
  {
    LiveRuntime rt;
    const TimerId id = rt.call_after(1h, [] {});
    rt.call_after(1min, Canceller(rt, id, from_heap));
    boost::asio::post(rt.executor(), Canceller(rt, id, from_executor));
  }
  CHECK(from_heap);
  CHECK(from_executor);
}

TEST_CASE("what waits for its time can be dropped, also while the runtime works") {
  LiveRuntime rt;
  bool dropped_ran = false;
  const auto alive = std::make_shared<int>(1);
  rt.call_after(1ms, [&, alive] { dropped_ran = true; });
  rt.post([&] {
    rt.drop_pending();
    CHECK(alive.use_count() == 1);
    rt.call_after(5ms, [&] { rt.stop(); });
  });
  rt.run();
  CHECK_FALSE(dropped_ran);
}

TEST_CASE("a seed makes a live runtime's random streams repeatable") {
  CHECK(LiveRuntime(7).rng("a")() == LiveRuntime(7).rng("a")());
  CHECK(LiveRuntime(7).rng("a")() != LiveRuntime(7).rng("b")());
  CHECK(LiveRuntime().rng("a")() != LiveRuntime().rng("a")());
}
