// The closed loop, as JMeter's thread group has it.
#include "tests/tools/harness/load/fake_client.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using harness::LoadStage;
using tests::Bench;

namespace {

LoadStage users(std::uint32_t count, Duration length) {
  LoadStage stage;
  stage.name = "users";
  stage.kind = LoadStage::Kind::users;
  stage.users = count;
  stage.length = length;
  stage.requests = {{.target = "/bang"}};
  return stage;
}

}  // namespace

TEST_CASE("a user waits for its answer before it asks again") {
  Bench bench;
  bench.stages = {users(1, 10s)};
  const auto client = bench.run(3s, 1min);
  CHECK(client.at ==
        std::vector<TimePoint>{TimePoint(0s), TimePoint(3s), TimePoint(6s), TimePoint(9s)});
}

TEST_CASE("users start evenly over the ramp-up") {
  Bench bench;
  bench.stages = {users(4, 20s)};
  bench.stages[0].ramp_up = 8s;
  bench.stages[0].loops = 1;
  const auto client = bench.run(10ms, 1min);
  CHECK(client.at ==
        std::vector<TimePoint>{TimePoint(0s), TimePoint(2s), TimePoint(4s), TimePoint(6s)});
  CHECK(client.users == std::vector<harness::UserNumber>{1, 2, 3, 4});
}

TEST_CASE("a user thinks between an answer and its next request") {
  Bench bench;
  bench.stages = {users(1, 10s)};
  bench.stages[0].think_time = core::Delay(4s);
  CHECK(bench.run(1s, 1min).at == std::vector<TimePoint>{TimePoint(0s), TimePoint(5s)});
}

TEST_CASE("loops: each user's requests, of a list each one in every loop") {
  Bench bench;
  bench.stages = {users(3, 1min)};
  bench.stages[0].loops = 2;
  CHECK(bench.run(1s, 2min).at.size() == 6);

  Bench in_turn;
  in_turn.stages = {users(1, 1min)};
  in_turn.stages[0].loops = 2;
  in_turn.stages[0].requests = {{.target = "/a"}, {.target = "/b"}};
  in_turn.stages[0].order = LoadStage::Order::in_turn;
  CHECK(in_turn.run(1s, 2min).targets == std::vector<std::string>{"/a", "/b", "/a", "/b"});
}

TEST_CASE("at the stage's end nobody asks again; answers under way are waited for") {
  Bench bench;
  bench.stages = {users(5, 10s)};
  const auto client = bench.run(7s, 1min);
  CHECK(client.at.size() == 10);
  REQUIRE(bench.records.size() == 10);
  CHECK(bench.records.back().elapsed == 7s);
}

TEST_CASE("a user whose answer does not come in time asks again") {
  Bench bench;
  bench.stages = {users(1, 10s)};
  bench.stages[0].timeout = 4s;
  const auto client = bench.run(-1s, 1min);
  CHECK(client.at == std::vector<TimePoint>{TimePoint(0s), TimePoint(4s), TimePoint(8s)});
  CHECK(client.abandoned == 3);
}

TEST_CASE("a record tells how many users there were, as JMeter's log does") {
  Bench bench;
  bench.stages = {users(2, 10s)};
  bench.stages[0].ramp_up = 4s;
  bench.stages[0].loops = 2;
  bench.run(1s, 1min);
  REQUIRE(bench.records.size() == 4);
  CHECK(bench.records[0].active_users == 1);
  CHECK(bench.records[2].user == 2);
  CHECK(bench.records[2].active_users == 1);  // the first has ended
}
