#include "tools/harness/load/load_generator.hpp"

#include "tests/support/catch.hpp"
#include "tests/tools/harness/load/fake_client.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using harness::LoadStage;
using tests::Bench;

namespace {

LoadStage stage(std::string name, TimePoint begin, Duration length, double from, double to) {
  LoadStage stage;
  stage.name = std::move(name);
  stage.begin = begin;
  stage.length = length;
  stage.rate_from = from;
  stage.rate_to = to;
  stage.requests = {{.target = "/bang"}};
  return stage;
}

}  // namespace

TEST_CASE("constant arrivals come at even intervals, stage after stage") {
  Bench bench;
  bench.stages = {stage("a", TimePoint(0s), 2s, 2, 2), stage("b", TimePoint(2s), 1s, 4, 4)};
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
  bench.stages = {stage("ramp", TimePoint(0s), 10s, 0, 20)};
  const auto client = bench.run(1ms, 1min);
  CHECK(client.at.size() == 100);
  const auto first_half = std::count_if(client.at.begin(), client.at.end(),
                                        [](TimePoint t) { return t < TimePoint(5s); });
  CHECK(first_half == 25);
}

TEST_CASE("Poisson arrivals have the rate on average, and irregular intervals") {
  Bench bench;
  bench.stages = {stage("p", TimePoint(0s), 1000s, 10, 10)};
  bench.stages[0].arrivals = LoadStage::Arrivals::poisson;
  const auto client = bench.run(1ms, 1100s);
  CHECK(static_cast<double>(client.at.size()) == Approx(10000).epsilon(0.05));
  const auto short_gaps = std::adjacent_find(client.at.begin(), client.at.end(),
                                             [](TimePoint a, TimePoint b) { return b - a < 5ms; });
  CHECK(short_gaps != client.at.end());
}

TEST_CASE("arrivals do not wait for answers, and a client that waits too long gives up") {
  Bench bench;
  bench.stages = {stage("slow", TimePoint(0s), 5s, 1, 1)};
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
  bench.stages = {stage("mix", TimePoint(0s), 1000s, 10, 10)};
  bench.stages[0].requests = {
      {.target = "/bang", .weight = 9}, {.target = "/never", .weight = 0}, {.target = "/sleep"}};
  const auto client = bench.run(1ms, 1100s);
  const auto sleeps = std::count(client.targets.begin(), client.targets.end(), "/sleep");
  CHECK(static_cast<double>(sleeps) == Approx(1000).epsilon(0.1));
  CHECK(std::count(client.targets.begin(), client.targets.end(), "/never") == 0);
}

TEST_CASE("a stage without a rate sends nothing and takes its time") {
  Bench bench;
  bench.stages = {stage("pause", TimePoint(0s), 10s, 0, 0),
                  stage("then", TimePoint(10s), 1s, 1, 1)};
  const auto client = bench.run(1ms, 1min);
  REQUIRE(client.at.size() == 1);
  CHECK(client.at[0] == TimePoint(10s));
}

TEST_CASE("stages that overlap are sent side by side, and the load is over with the last") {
  Bench bench;
  bench.stages = {stage("base", TimePoint(0s), 10s, 1, 1), stage("peak", TimePoint(4s), 2s, 5, 5)};
  const auto client = bench.run(1ms, 1min);
  CHECK(client.at.size() == 20);
  CHECK(bench.events("load.stage_started").size() == 2);
  const auto finished = bench.events("load.finished");
  REQUIRE(finished.size() == 1);
  CHECK(finished[0].t == TimePoint(10s));
}

TEST_CASE("a list of paths is asked for in turn") {
  Bench bench;
  bench.stages = {stage("turn", TimePoint(0s), 4s, 1, 1)};
  bench.stages[0].requests = {{.target = "/a"}, {.target = "/b"}, {.target = "/c"}};
  bench.stages[0].order = LoadStage::Order::in_turn;
  CHECK(bench.run(1ms, 1min).targets == std::vector<std::string>{"/a", "/b", "/c", "/a"});
}

TEST_CASE("clients of an open loop send in turn, each with its session") {
  Bench bench;
  bench.stages = {stage("pool", TimePoint(0s), 5s, 1, 1)};
  bench.stages[0].clients = 2;
  CHECK(bench.run(1ms, 1min).users == std::vector<harness::UserNumber>{1, 2, 1, 2, 1});
}
