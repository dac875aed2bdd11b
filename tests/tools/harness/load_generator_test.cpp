#include "tools/harness/load_generator.hpp"

#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using harness::LoadStage;

namespace {

// Answers each request after a delay of the test's choosing; never if it is negative.
class FakeClient final : public harness::LoadClient {
 public:
  FakeClient(Runtime& runtime, Duration delay) : runtime_(runtime), delay_(delay) {}

  harness::ClientRequestId send(const std::string&, const std::string& target,
                                std::uint64_t& sent_bytes,
                                UniqueFunction<void(const harness::ClientReply&)> done) override {
    sent_bytes = 100;
    at.push_back(runtime_.now());
    targets.push_back(target);
    if (delay_ >= Duration::zero()) {
      runtime_.call_after(delay_, [done = std::move(done)]() mutable {
        done({200, "OK", harness::Target::lambda, 50});
      });
    }
    return harness::ClientRequestId{at.size()};
  }
  void abandon(harness::ClientRequestId) override { ++abandoned; }

  std::vector<TimePoint> at;
  std::vector<std::string> targets;
  int abandoned = 0;

 private:
  Runtime& runtime_;
  Duration delay_;
};

struct Bench {
  sim::VirtualRuntime runtime;
  core::Timeline timeline{runtime};
  std::vector<LoadStage> stages;
  std::vector<harness::RequestRecord> records;

  FakeClient run(Duration delay, Duration total) {
    FakeClient client(runtime, delay);
    harness::LoadGenerator load(runtime, timeline, client, stages,
                                [&](const harness::RequestRecord& r) { records.push_back(r); });
    load.start();
    runtime.run_for(total);
    CHECK(load.outstanding() == 0);
    return client;
  }
};

LoadStage stage(std::string name, Duration length, double from, double to) {
  LoadStage stage;
  stage.name = std::move(name);
  stage.length = length;
  stage.rate_from = from;
  stage.rate_to = to;
  stage.paths = {{"/bang", 1}};
  return stage;
}

}  // namespace

TEST_CASE("constant arrivals come at even intervals, stage after stage") {
  Bench bench;
  bench.stages = {stage("a", 2s, 2, 2), stage("b", 1s, 4, 4)};
  const auto client = bench.run(10ms, 1min);
  REQUIRE(client.at.size() == 8);
  CHECK(client.at[0] == TimePoint(0s));
  CHECK(client.at[1] == TimePoint(500ms));
  CHECK(client.at[4] == TimePoint(2s));
  CHECK(client.at[5] == TimePoint(2250ms));
  CHECK(bench.records[7].stage == 1);
  CHECK(bench.records[0].elapsed == 10ms);
}

TEST_CASE("a ramp sends the integral of its rate") {
  Bench bench;
  bench.stages = {stage("ramp", 10s, 0, 20)};
  const auto client = bench.run(1ms, 1min);
  CHECK(client.at.size() == 100);
  const auto first_half = std::count_if(client.at.begin(), client.at.end(),
                                        [](TimePoint t) { return t < TimePoint(5s); });
  CHECK(first_half == 25);
}

TEST_CASE("Poisson arrivals have the rate on average, and irregular intervals") {
  Bench bench;
  bench.stages = {stage("p", 1000s, 10, 10)};
  bench.stages[0].arrivals = LoadStage::Arrivals::poisson;
  const auto client = bench.run(1ms, 1100s);
  CHECK(static_cast<double>(client.at.size()) == Approx(10000).epsilon(0.05));
  const auto short_gaps = std::adjacent_find(client.at.begin(), client.at.end(),
                                             [](TimePoint a, TimePoint b) { return b - a < 5ms; });
  CHECK(short_gaps != client.at.end());
}

TEST_CASE("arrivals do not wait for answers, and a client that waits too long gives up") {
  Bench bench;
  bench.stages = {stage("slow", 5s, 1, 1)};
  bench.stages[0].timeout = 3s;
  const auto client = bench.run(-1s, 1min);
  CHECK(client.at.size() == 5);
  CHECK(client.abandoned == 5);
  REQUIRE(bench.records.size() == 5);
  CHECK(bench.records[0].status == 0);
  CHECK(bench.records[0].elapsed == 3s);
  CHECK(bench.records[0].target == harness::Target::none);
  CHECK(bench.records[0].failed());
}

TEST_CASE("paths are mixed by weight") {
  Bench bench;
  bench.stages = {stage("mix", 1000s, 10, 10)};
  bench.stages[0].paths = {{"/bang", 9}, {"/never", 0}, {"/sleep", 1}};
  const auto client = bench.run(1ms, 1100s);
  const auto sleeps = std::count(client.targets.begin(), client.targets.end(), "/sleep");
  CHECK(static_cast<double>(sleeps) == Approx(1000).epsilon(0.1));
  CHECK(std::count(client.targets.begin(), client.targets.end(), "/never") == 0);
}

TEST_CASE("a stage without a rate sends nothing and takes its time") {
  Bench bench;
  bench.stages = {stage("pause", 10s, 0, 0), stage("then", 1s, 1, 1)};
  const auto client = bench.run(1ms, 1min);
  REQUIRE(client.at.size() == 1);
  CHECK(client.at[0] == TimePoint(10s));
}
