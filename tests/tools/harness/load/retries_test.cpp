#include "tests/tools/harness/load/fake_client.hpp"
#include "tools/harness/request_stats.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using harness::LoadStage;
using tests::Bench;

namespace {

LoadStage one_request() {
  LoadStage stage;
  stage.name = "one";
  stage.length = 1s;
  stage.rate_from = stage.rate_to = 1;
  stage.requests = {{.target = "/bang"}};
  stage.retries.attempts = 4;
  stage.retries.delay = core::Delay(1s);
  stage.retries.max_delay = 3s;
  return stage;
}

}  // namespace

TEST_CASE("a client tries again, with a delay that doubles up to its longest") {
  Bench bench;
  bench.stages = {one_request()};
  const auto client = bench.run(100ms, 1min, {502, 503, 504, 502});
  CHECK(client.at == std::vector<TimePoint>{TimePoint(0s), TimePoint(1100ms), TimePoint(3200ms),
                                            TimePoint(6300ms)});
  REQUIRE(bench.records.size() == 4);
  CHECK_FALSE(bench.records[2].last_attempt);
  CHECK(bench.records[3].last_attempt);
}

TEST_CASE("what is not to be tried again is not") {
  Bench bench;
  bench.stages = {one_request()};
  bench.stages[0].retries.on = {503};
  CHECK(bench.run(100ms, 1min, {502}).at.size() == 1);
}

TEST_CASE("no answer in time is tried again too") {
  Bench bench;
  bench.stages = {one_request()};
  bench.stages[0].timeout = 2s;
  CHECK(bench.run(-1s, 1min).at.size() == 4);
}

TEST_CASE("a call is a request with its retries: it failed if the last attempt did") {
  Bench bench;
  bench.stages = {one_request()};
  bench.run(100ms, 1min, {502, 200});
  harness::RequestStats stats(bench.stages);
  for (const auto& record : bench.records) stats.add(record);
  CHECK(stats.all().total == 2);
  CHECK(stats.all().failed == 1);
  CHECK(stats.all().calls == 1);
  CHECK(stats.all().calls_failed == 0);
}
