// Environments: where invocations run: started cold, reused warm, reset after a crash, dropped when
// idle for long (aws-facts B1). Owned by Estate.
#pragma once

#include <string>

#include "emulator/lambda/function.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::lambda {

struct Estate;

class Environments {
 public:
  explicit Environments(Estate& estate);

  /// The environment used last among the idle ones, or a new one. It is busy until give_back().
  Environment& acquire(Function& function);

  /// Starts the environment's process if it has none. `ready(error)` is called once, perhaps at
  /// once, and not after reset(); `error` is the body of an init error, or empty. A first init over
  /// the limit of 10 s is given up and begun again: then `overrun` is called, as the function's
  /// time-out counts from there. That is the only limit of every later init.
  using Ready = UniqueFunction<void(std::string error)>;
  void prepare(Function& function, Environment& environment, Ready ready, Callback overrun);

  /// Kills the process; the environment stays (reset).
  void reset(Function& function, Environment& environment, const char* reason);
  /// The invocation is over: the environment waits for the next one, or goes if the function was
  /// changed or deleted meanwhile.
  void give_back(Function& function, Environment& environment);
  /// Ends all of a function's idle environments: its configuration changed, or it is deleted.
  void drop_idle(Function& function, const char* reason);

 private:
  struct Start;  // one start under way
  void start_process(std::shared_ptr<Start> start);
  void give_up(const std::shared_ptr<Start>& start);
  void started(const std::shared_ptr<Start>& start, InitOutput output);
  void arm_idle_timer(Function& function);
  void expire_idle(Function& function);
  void stop(Function& function, Environment& environment, const char* reason);

  Estate& estate_;
  Rng rng_;
};

}  // namespace spillway::lambda
