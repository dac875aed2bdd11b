#include <vector>

#include "emulator/core/timeline.hpp"
#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::core;
using namespace std::chrono_literals;

namespace {

struct Recorder {
  sim::VirtualRuntime rt;
  Timeline timeline{rt};
  std::vector<Event> seen;

  Recorder() {
    timeline.subscribe([this](const Event& event) { seen.push_back(event); });
  }
  void record(const char* action) { timeline.record("api.call", {{"action", action}}); }
  std::vector<std::string> actions() const {
    std::vector<std::string> names;
    for (const Event& event : seen) names.push_back(event.data["action"]);
    return names;
  }
};

}  // namespace

TEST_CASE("a pending record stands before what was recorded while it was open") {
  Recorder r;
  r.record("before");
  PendingRecord pending(r.timeline);
  CHECK(pending.seq() == 2);
  {
    CauseScope scope(r.rt, pending.seq());
    r.record("effect");
  }
  CHECK(r.seen.size() == 1);
  pending.finish("api.call", {{"action", "call"}});
  r.record("after");

  CHECK(r.actions() == std::vector<std::string>{"before", "call", "effect", "after"});
  for (std::size_t i = 0; i < r.seen.size(); ++i) CHECK(r.seen[i].seq == i + 1);
  CHECK(r.seen[2].cause == pending.seq());
  CHECK(r.seen[3].cause == 0);
}

TEST_CASE("a pending record is caused by what was current when it began") {
  Recorder r;
  r.record("cause");
  r.rt.set_cause(1);
  PendingRecord pending(r.timeline);
  r.rt.set_cause(0);
  pending.finish("api.call", {{"action", "call"}});
  CHECK(r.seen[1].cause == 1);
}

TEST_CASE("pending records nest: the inner one waits for the outer one") {
  Recorder r;
  PendingRecord outer(r.timeline);
  r.record("first");
  {
    PendingRecord inner(r.timeline);
    r.record("second");
    inner.finish("api.call", {{"action", "inner"}});
  }
  CHECK(r.seen.empty());
  outer.finish("api.call", {{"action", "outer"}});
  CHECK(r.actions() == std::vector<std::string>{"outer", "first", "inner", "second"});
  for (std::size_t i = 0; i < r.seen.size(); ++i) CHECK(r.seen[i].seq == i + 1);
}

TEST_CASE("work scheduled under a pending record keeps its number as its cause") {
  Recorder r;
  PendingRecord pending(r.timeline);
  {
    CauseScope scope(r.rt, pending.seq());
    r.rt.call_after(1s, [&] { r.record("later"); });
  }
  pending.finish("api.call", {{"action", "call"}});
  r.rt.run_for(2s);
  REQUIRE(r.seen.size() == 2);
  CHECK(r.seen[1].cause == r.seen[0].seq);
}
