// The strategy `poll`: the reference system's algorithm, with its faults (reference-system.md,
// aws-facts H6, H7, H10).
//
// ALARM: set the desired count, poll the tasks of the whole cluster until any container says
// RUNNING, move all weight to ECS. OK, coming from elsewhere: move all weight back to Lambda, set
// the desired count to 0. The polling has no end of its own, and RUNNING is taken for healthy.
#pragma once

#include "controller/strategy.hpp"

namespace spillway::controller {

class PollStrategy final : public Strategy {
 public:
  explicit PollStrategy(const Config& config) : config_(config) {}

  Action step(Input input) override;

 private:
  /// What the next input is the outcome of.
  enum class Stage { start, raising, polling, to_ecs, to_lambda, lowering };

  Action begin(const AlarmEvent& event);
  Action on_input(const AlarmEvent& event) { return begin(event); }
  Action on_input(const CallSucceeded&);
  Action on_input(TasksListed& listed);
  Action on_input(const TasksDescribed& described);
  Action on_input(CallFailed& failed);
  Action on_input(const Waited&);
  Action next_round() const;

  const Config& config_;
  Stage stage_ = Stage::start;
  std::vector<std::string> running_;
};

}  // namespace spillway::controller
