// The load over real sockets, against a server whose answers the test chooses.
#include <algorithm>
#include <thread>

#include "emulator/live/http_server.hpp"
#include "tests/support/catch.hpp"
#include "tools/harness/load/live_client.hpp"
#include "tools/harness/load/load_generator.hpp"
#include "tools/harness/request_stats.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using harness::LoadStage;
using harness::RequestRecord;

namespace {

// A loop, a server, and a load generator that runs one stage against it.
struct LiveBench {
  LiveBench()
      : server(runtime, {}, [this](const live::ExchangePtr& exchange) {
          connections += exchange->first ? 1 : 0;
          ++requests;
          if (answer) answer(exchange);
        }) {
    REQUIRE(server.start());
    stage.name = "load";
    stage.requests = {{.target = "/bang"}};
    stage.length = 1s;
    answer = [](const live::ExchangePtr& exchange) { exchange->answer({200, "", {}, "ok"}); };
  }

  /// Until the stage is over and every request has been recorded.
  void run() {
    stages = {stage};
    harness::LiveClient client(runtime, {"127.0.0.1", server.port(), "load.test", {}},
                               [](const auto&) { return harness::Target::ecs; });
    harness::LoadGenerator load(runtime, timeline, client, stages,
                                [&](const RequestRecord& r) { records.push_back(r); });
    const TimePoint limit = runtime.now() + 60s;
    std::function<void()> look = [&] {
      if (load.outstanding() == 0 || runtime.now() >= limit) return runtime.stop();
      runtime.call_after(5ms, [&] { look(); });
    };
    stages.front().begin = stage.begin = runtime.now();
    load.start();
    runtime.call_at(stage.end(), look);  // after the end itself, which the load has asked for first
    runtime.run();
    CHECK(load.outstanding() == 0);
  }

  LiveRuntime runtime{1};
  core::Timeline timeline{runtime};
  LoadStage stage;
  std::vector<LoadStage> stages;
  std::vector<RequestRecord> records;
  std::function<void(const live::ExchangePtr&)> answer;
  int connections = 0;
  int requests = 0;
  live::HttpServer server;
};

// Even arrivals have a place each, whatever happened to the others. Since the first one.
std::vector<Duration> arrivals(const LiveBench& bench) {
  std::vector<Duration> times;
  for (const RequestRecord& record : bench.records) {
    times.push_back(record.sent - bench.stage.begin);
  }
  std::sort(times.begin(), times.end());
  const Duration first = times.empty() ? Duration::zero() : times.front();
  for (Duration& time : times) time -= first;
  return times;
}

}  // namespace

TEST_CASE("an open loop goes on sending while the server stalls, and counts the whole wait") {
  LiveBench bench;
  bench.stage.rate_from = bench.stage.rate_to = 50;
  std::vector<live::ExchangePtr> held;
  bench.answer = [&](const live::ExchangePtr& exchange) { held.push_back(exchange); };
  // Not one answer while the stage lasts; then all at once.
  bench.runtime.call_after(1500ms, [&] {
    CHECK(held.size() == 50);
    for (const auto& exchange : held) exchange->answer({200, "", {}, "late"});
  });
  bench.run();
  REQUIRE(bench.records.size() == 50);
  CHECK(bench.connections == 50);
  const auto times = arrivals(bench);
  for (std::size_t i = 0; i < times.size(); ++i) CHECK(times[i] == 20ms * static_cast<int>(i));
  for (const RequestRecord& record : bench.records) {
    CHECK(record.status == 200);
    CHECK(record.elapsed >= 1500ms - (record.sent - bench.stage.begin) - 50ms);
  }
}

TEST_CASE("what a client sends late counts from when it was meant to be sent, and is told") {
  LiveBench bench;
  bench.stage.rate_from = bench.stage.rate_to = 50;
  // The client itself stands still for a while, as one that has too much to do.
  bench.runtime.call_after(300ms, [] { std::this_thread::sleep_for(400ms); });
  bench.run();
  REQUIRE(bench.records.size() == 50);
  const auto times = arrivals(bench);
  for (std::size_t i = 0; i < times.size(); ++i) CHECK(times[i] == 20ms * static_cast<int>(i));
  harness::RequestTotals totals;
  for (const RequestRecord& record : bench.records) {
    CHECK(record.elapsed >= record.late);
    totals.add(record);
  }
  CHECK(totals.late >= 15);
  CHECK(totals.most_late >= 300ms);
  CHECK(totals.latency.max() >= 300ms);
}

TEST_CASE("what was due before the stage's end is sent, however late the client is") {
  LiveBench bench;
  bench.stage.rate_from = bench.stage.rate_to = 50;
  bench.runtime.call_after(700ms, [] { std::this_thread::sleep_for(800ms); });
  bench.run();
  CHECK(bench.records.size() == 50);
  CHECK(bench.requests == 50);
}

TEST_CASE("a client that gives up has failed without a status, and its connection is closed") {
  LiveBench bench;
  bench.stage.rate_from = bench.stage.rate_to = 10;
  bench.stage.timeout = 200ms;
  std::vector<live::ExchangePtr> held;
  bench.answer = [&](const live::ExchangePtr& exchange) { held.push_back(exchange); };
  bench.run();
  REQUIRE(bench.records.size() == 10);
  for (const RequestRecord& record : bench.records) {
    CHECK(record.status == 0);
    CHECK(record.failed());
    CHECK(record.target == harness::Target::none);
    CHECK(record.elapsed >= 200ms);
  }
  CHECK(bench.connections == 10);
}

TEST_CASE("keep-alive: one connection for requests after each other, or one for each") {
  LiveBench kept;
  kept.stage.rate_from = kept.stage.rate_to = 20;
  kept.run();
  CHECK(kept.requests == 20);
  CHECK(kept.connections < 20);

  LiveBench closing;
  closing.stage.rate_from = closing.stage.rate_to = 20;
  closing.stage.keep_alive = false;
  closing.run();
  CHECK(closing.requests == 20);
  CHECK(closing.connections == 20);
}

TEST_CASE("a closed loop: each user waits for the answer, on a connection of its own") {
  LiveBench bench;
  bench.stage.kind = LoadStage::Kind::users;
  bench.stage.users = 4;
  bench.stage.loops = 3;
  int under_way = 0;
  int most = 0;
  bench.answer = [&](const live::ExchangePtr& exchange) {
    most = std::max(most, ++under_way);
    bench.runtime.call_after(20ms, [&, exchange] {
      --under_way;
      exchange->answer({200, "", {}, "ok"});
    });
  };
  bench.run();
  CHECK(bench.records.size() == 12);
  CHECK(most <= 4);
  CHECK(bench.connections == 4);
}

TEST_CASE(
    "a connection that is closed without an answer: the request has failed, the load goes on") {
  LiveBench bench;
  bench.stage.rate_from = bench.stage.rate_to = 10;
  bench.answer = [](const live::ExchangePtr& exchange) { exchange->drop(); };
  bench.run();
  REQUIRE(bench.records.size() == 10);
  for (const RequestRecord& record : bench.records) CHECK(record.status == 0);
}
