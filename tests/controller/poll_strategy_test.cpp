// The strategy `poll`, step by step: no clock, no network.
#include "controller/config.hpp"
#include "controller/strategy.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::controller;
using namespace std::chrono_literals;

namespace {

constexpr AlarmState kOk = AlarmState::ok;
constexpr AlarmState kAlarm = AlarmState::alarm;
constexpr AlarmState kNoData = AlarmState::insufficient_data;

// A strategy and what it said last.
class Steps {
 public:
  explicit Steps(Config config = {}) : config_(std::move(config)) {
    strategy_ = make_strategy("poll", config_);
  }

  void alarm(AlarmState from, AlarmState to) { step(AlarmEvent{"flood", to, from}); }
  void step(Input input) { action_ = strategy_->step(std::move(input)); }

  template <class T>
  const T& expect() const {
    REQUIRE(std::holds_alternative<T>(action_));
    return std::get<T>(action_);
  }

 private:
  Config config_;
  std::unique_ptr<Strategy> strategy_;
  Action action_;
};

TasksDescribed described(std::vector<TaskSeen> tasks) { return {std::move(tasks)}; }
TasksListed listed(std::vector<std::string> tasks) { return {std::move(tasks)}; }

}  // namespace

TEST_CASE("ALARM: raise the count, poll until a container runs, move the traffic to ECS") {
  Config config;
  config.desired_count = 3;
  Steps steps(config);
  steps.alarm(kOk, kAlarm);
  CHECK(steps.expect<SetDesiredCount>().count == 3);
  steps.step(CallSucceeded{});
  steps.expect<ListTasks>();
  steps.step(listed({"task/1", "task/2"}));
  CHECK(steps.expect<DescribeTasks>().tasks == std::vector<std::string>{"task/1", "task/2"});
  steps.step(described({{"task/1", "PENDING", {"PENDING"}}, {"task/2", "PENDING", {"PENDING"}}}));
  steps.expect<ListTasks>();
  steps.step(listed({"task/1", "task/2"}));
  steps.expect<DescribeTasks>();
  steps.step(described(
      {{"task/1", "PENDING", {"PENDING"}}, {"task/2", "ACTIVATING", {"PENDING", "RUNNING"}}}));
  CHECK(steps.expect<SetWeights>().lambda == 0);
  CHECK(steps.expect<SetWeights>().ecs == 1);
  steps.step(CallSucceeded{});
  CHECK(steps.expect<Done>().action == "to_ecs");
  CHECK(steps.expect<Done>().tasks == std::vector<std::string>{"task/2"});
}

TEST_CASE("E1 an empty list is not described, and polled again") {
  Steps steps;
  steps.alarm(kOk, kAlarm);
  steps.step(CallSucceeded{});
  for (int round = 0; round < 3; ++round) {
    steps.expect<ListTasks>();
    steps.step(listed({}));
  }
  steps.expect<ListTasks>();
}

TEST_CASE("tasks that ECS does not find are not running") {
  Steps steps;
  steps.alarm(kOk, kAlarm);
  steps.step(CallSucceeded{});
  steps.step(listed({"task/1"}));
  steps.step(described({}));
  steps.expect<ListTasks>();
}

TEST_CASE("E1 it is the container that has to run, not the task") {
  Steps steps;
  steps.alarm(kOk, kAlarm);
  steps.step(CallSucceeded{});
  steps.step(listed({"task/1"}));
  steps.step(described({{"task/1", "RUNNING", {}}}));
  steps.expect<ListTasks>();
}

TEST_CASE("with an interval it waits between the rounds, and only there") {
  Config config;
  config.poll_interval = 2s;
  Steps steps(config);
  steps.alarm(kOk, kAlarm);
  steps.step(CallSucceeded{});
  steps.expect<ListTasks>();
  steps.step(listed({}));
  CHECK(steps.expect<Wait>().duration == 2s);
  steps.step(Waited{});
  steps.expect<ListTasks>();
  steps.step(listed({"task/1"}));
  steps.expect<DescribeTasks>();
  steps.step(described({{"task/1", "PENDING", {"PENDING"}}}));
  CHECK(steps.expect<Wait>().duration == 2s);
}

TEST_CASE("H3 ALARM is acted upon from whatever state it comes") {
  const AlarmState from = GENERATE(kOk, kAlarm, kNoData);
  Steps steps;
  steps.alarm(from, kAlarm);
  CHECK(steps.expect<SetDesiredCount>().count == 1);
}

TEST_CASE("OK from elsewhere: first the traffic back to Lambda, then the count to 0") {
  const AlarmState from = GENERATE(kAlarm, kNoData);
  Steps steps;
  steps.alarm(from, kOk);
  CHECK(steps.expect<SetWeights>().lambda == 1);
  CHECK(steps.expect<SetWeights>().ecs == 0);
  steps.step(CallSucceeded{});
  CHECK(steps.expect<SetDesiredCount>().count == 0);
  steps.step(CallSucceeded{});
  CHECK(steps.expect<Done>().action == "to_lambda");
}

TEST_CASE("H4 any other change is nothing to do, and says so") {
  struct Row {
    AlarmState from;
    AlarmState to;
    std::string reason;
  };
  const auto row =
      GENERATE(values<Row>({{kOk, kOk, "the alarm went from OK to OK"},
                            {kOk, kNoData, "the alarm went from OK to INSUFFICIENT_DATA"},
                            {kAlarm, kNoData, "the alarm went from ALARM to INSUFFICIENT_DATA"}}));
  Steps steps;
  steps.alarm(row.from, row.to);
  CHECK(steps.expect<Done>().action == "nothing");
  CHECK(steps.expect<Done>().reason == row.reason);
}

TEST_CASE("a call that fails ends it, at every step") {
  const int calls_before = GENERATE(0, 1, 2, 3);
  const std::vector<Input> good = {CallSucceeded{}, listed({"task/1"}),
                                   described({{"task/1", "RUNNING", {"RUNNING"}}})};
  Steps steps;
  steps.alarm(kOk, kAlarm);
  for (int i = 0; i < calls_before; ++i) steps.step(good[static_cast<std::size_t>(i)]);
  steps.step(CallFailed{CallError("ecs:Any", "AccessDeniedException", "no")});
  CHECK(steps.expect<Failed>().error.action == "ecs:Any");
  CHECK(steps.expect<Failed>().error.code == "AccessDeniedException");
}

TEST_CASE("a strategy is chosen by name") {
  const Config config;
  CHECK(make_strategy("poll", config) != nullptr);
  CHECK(make_strategy("", config) == nullptr);
  CHECK(make_strategy("POLL", config) == nullptr);
  CHECK_THAT(strategy_names(), Catch::Matchers::Contains("poll"));
}
