#include "emulator/sim/virtual_runtime.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <string>

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;

TEST_CASE("events run in order of time, then of scheduling") {
  sim::VirtualRuntime rt;
  std::string order;
  rt.call_after(2s, [&] { order += 'c'; });
  rt.call_after(1s, [&] { order += 'a'; });
  rt.call_after(1s, [&] { order += 'b'; });
  CHECK(rt.run_for(10s) == sim::RunEnd::idle);
  CHECK(order == "abc");
  CHECK(rt.now() == TimePoint(10s));
}

TEST_CASE("a time that has passed means as soon as possible, never at once") {
  sim::VirtualRuntime rt;
  rt.run_for(5s);
  bool ran = false;
  rt.call_at(TimePoint(1s), [&] { ran = true; });
  CHECK_FALSE(ran);
  rt.run_for(0s);
  CHECK(ran);
  CHECK(rt.now() == TimePoint(5s));
}

TEST_CASE("a cancelled callback is destroyed and does not run; an old id cancels nobody") {
  sim::VirtualRuntime rt;
  auto held = std::make_shared<int>(1);
  const TimerId first = rt.call_after(1s, [held] { FAIL("must not run"); });
  CHECK(rt.cancel(first));
  CHECK(held.use_count() == 1);
  bool ran = false;
  rt.call_after(1s, [&] { ran = true; });  // takes the slot of the first
  CHECK_FALSE(rt.cancel(first));
  CHECK_FALSE(rt.cancel(TimerId::none));
  rt.run_for(2s);
  CHECK(ran);
}

TEST_CASE("many events with cancellations come out sorted") {
  sim::VirtualRuntime rt;
  Rng rng(1, "test");
  std::vector<TimerId> ids;
  TimePoint last{};
  int ran = 0;
  for (int i = 0; i < 5000; ++i) {
    ids.push_back(rt.call_after(Duration(rng.below(1000)), [&] {
      CHECK(rt.now() >= last);
      last = rt.now();
      ++ran;
    }));
  }
  for (std::size_t i = 0; i < ids.size(); i += 3) CHECK(rt.cancel(ids[i]));
  rt.run_for(1s);
  CHECK(ran == 5000 - 1667);
}

TEST_CASE("the cause travels with what is scheduled and is restored") {
  sim::VirtualRuntime rt;
  std::vector<EventSeq> seen;
  {
    CauseScope scope(rt, 7);
    rt.call_after(1s, [&] {
      seen.push_back(rt.cause());
      rt.call_after(1s, [&] { seen.push_back(rt.cause()); });
    });
  }
  rt.call_after(3s, [&] { seen.push_back(rt.cause()); });
  rt.run_for(10s);
  CHECK(seen == std::vector<EventSeq>{7, 7, 0});
}

TEST_CASE("too many events at one instant are a livelock") {
  sim::VirtualRuntime rt({.max_events_at_one_instant = 100});
  struct Again {
    sim::VirtualRuntime& rt;
    void operator()() const { rt.post(Again{rt}); }
  };
  rt.post(Again{rt});
  CHECK(rt.run_for(1s) == sim::RunEnd::livelock);
  CHECK(rt.now() == TimePoint(0s));
}

TEST_CASE("what is pending at the end is destroyed, also what its destructors schedule") {
  auto held = std::make_shared<int>(1);
  struct Rescheduling {
    sim::VirtualRuntime& rt;
    std::shared_ptr<int> held;
    bool armed = true;
    Rescheduling(sim::VirtualRuntime& r, std::shared_ptr<int> h) : rt(r), held(std::move(h)) {}
    Rescheduling(Rescheduling&& other) noexcept
        : rt(other.rt), held(std::move(other.held)), armed(std::exchange(other.armed, false)) {}
    ~Rescheduling() {
      if (armed) rt.post([h = held] {});
    }
    void operator()() {}
  };
  {
    sim::VirtualRuntime rt;
    rt.call_after(1s, Rescheduling(rt, held));
  }
  CHECK(held.use_count() == 1);
}

TEST_CASE("Asio code runs on the executor, in the same order and with its cause") {
  sim::VirtualRuntime rt;
  std::string order;
  rt.post([&] { order += 'a'; });
  {
    CauseScope scope(rt, 9);
    boost::asio::post(rt.executor(), [&] { order += rt.cause() == 9 ? 'b' : '?'; });
  }
  const auto body = [&]() -> boost::asio::awaitable<void> {
    order += 'd';
    co_return;
  };
  boost::asio::co_spawn(rt.executor(), body, boost::asio::detached);
  rt.post([&] { order += 'c'; });
  rt.run_for(1s);
  CHECK(order.substr(0, 2) == "ab");
  CHECK(order.size() == 4);
}

TEST_CASE("streams of random numbers depend on seed and name only") {
  sim::VirtualRuntime one({.seed = 1});
  sim::VirtualRuntime again({.seed = 1});
  sim::VirtualRuntime two({.seed = 2});
  CHECK(one.rng("alb")() == again.rng("alb")());
  CHECK(one.rng("alb")() != one.rng("ecs")());
  CHECK(one.rng("alb")() != two.rng("alb")());
}

TEST_CASE("a run is looked after every few thousand events, though no time passes") {
  sim::VirtualRuntime rt({.max_events_at_one_instant = 100'000'000});
  int looks = 0;
  rt.set_watch([&] {
    if (++looks == 3) rt.stop();
  });
  const std::function<void()> again = [&] { rt.post([&] { again(); }); };
  again();
  CHECK(rt.run_for(1s) == sim::RunEnd::stopped);
  CHECK(rt.now() == TimePoint{});
  CHECK(rt.events_run() == 3 * sim::VirtualRuntime::kEventsBetweenLooks);
  CHECK(rt.pending() == 1);
  // The next run goes on from there.
  looks = -1000;
  rt.call_after(0s, [&] { rt.stop(); });
  CHECK(rt.run_for(1s) == sim::RunEnd::stopped);
}
