#include "controller/poll_strategy.hpp"

#include <algorithm>

#include "controller/config.hpp"
#include "runtime/check.hpp"

namespace spillway::controller {
namespace {

bool has_running_container(const TaskSeen& task) {
  return std::ranges::find(task.container_states, "RUNNING") != task.container_states.end();
}

}  // namespace

Action PollStrategy::step(Input input) {
  return std::visit([this](auto& what) { return on_input(what); }, input);
}

Action PollStrategy::begin(const AlarmEvent& event) {
  SPILLWAY_CHECK(stage_ == Stage::start);
  if (event.state == AlarmState::alarm) {
    stage_ = Stage::raising;
    return SetDesiredCount{config_.desired_count};
  }
  if (event.state == AlarmState::ok && event.previous != AlarmState::ok) {
    stage_ = Stage::to_lambda;
    return SetWeights{1, 0};
  }
  return Done{"nothing",
              "the alarm went from " + std::string(to_text(event.previous)) + " to " +
                  std::string(to_text(event.state)),
              {}};
}

Action PollStrategy::on_input(const CallSucceeded&) {
  switch (stage_) {
    case Stage::raising:
      stage_ = Stage::polling;
      return ListTasks{};
    case Stage::to_ecs:
      return Done{"to_ecs", "a container is RUNNING", std::move(running_)};
    case Stage::to_lambda:
      stage_ = Stage::lowering;
      return SetDesiredCount{0};
    case Stage::lowering:
      return Done{"to_lambda", "the alarm is OK again", {}};
    case Stage::start:
    case Stage::polling:
      break;
  }
  SPILLWAY_CHECK(!"no call was under way");
  return Done{};
}

// DescribeTasks refuses an empty list (aws-facts E1).
Action PollStrategy::on_input(TasksListed& listed) {
  if (listed.tasks.empty()) return next_round();
  return DescribeTasks{std::move(listed.tasks)};
}

Action PollStrategy::on_input(const TasksDescribed& described) {
  for (const TaskSeen& task : described.tasks) {
    if (has_running_container(task)) running_.push_back(task.arn);
  }
  if (running_.empty()) return next_round();
  stage_ = Stage::to_ecs;
  return SetWeights{0, 1};
}

Action PollStrategy::on_input(CallFailed& failed) { return Failed{std::move(failed.error)}; }

Action PollStrategy::on_input(const Waited&) { return ListTasks{}; }

// With no interval there is no wait at all, as in the reference system.
Action PollStrategy::next_round() const {
  if (config_.poll_interval == Duration::zero()) return ListTasks{};
  return Wait{config_.poll_interval};
}

}  // namespace spillway::controller
