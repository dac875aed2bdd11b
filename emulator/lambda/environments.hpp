// Environments: where invocations run: started cold, reused warm, reset after a crash, dropped when
// idle for long (aws-facts B1). Owned by Estate.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "emulator/lambda/function.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::lambda {

struct Estate;

class Environments {
 public:
  explicit Environments(Estate& estate);

  /// A provisioned environment, the one used last among the idle ones, or a new one. It is busy
  /// until give_back().
  Environment& acquire(Version& version);

  /// Starts the environment's process if it has none. `ready(error)` is called once, perhaps at
  /// once, and not after reset(); `error` is the body of an init error, or empty. A first init over
  /// the limit of 10 s is given up and begun again: then `overrun` is called, as the function's
  /// time-out counts from there. That is the only limit of every later init.
  using Ready = UniqueFunction<void(std::string error)>;
  void prepare(Version& version, Environment& environment, Ready ready, Callback overrun);
  /// Starts environments ahead of time until there are as many as were asked for, or ends those
  /// that are too many.
  void provision(Version& version);
  /// Ends the provisioned environments: the idle ones now, the busy ones when they are free.
  void deprovision(Version& version);

  /// Kills the process; the environment stays (reset).
  void reset(Version& version, Environment& environment, const char* reason);
  /// The invocation is over: the environment waits for the next one, or goes if the function was
  /// changed or deleted meanwhile.
  void give_back(Version& version, Environment& environment);
  /// Ends all of a version's idle environments: its configuration changed, or it is deleted.
  void drop_idle(Version& version, const char* reason);

 private:
  struct Start;  // one start under way
  void start_process(std::shared_ptr<Start> start);
  void give_up(const std::shared_ptr<Start>& start);
  void started(const std::shared_ptr<Start>& start, InitOutput output);
  /// Whether a fault ends the process while it starts.
  bool crashed(const std::shared_ptr<Start>& start, const std::string& function_name);
  Environment& make(Version& version);
  void begin(Version& version, Environment& environment, Ready ready, Callback overrun,
             std::optional<Duration> limit);
  void provision_one(Version& version);
  void provisioned(Version& version, Environment& environment, std::string error);
  void report_init(const Start& start, LogStatus status, const std::string& error_type);
  void arm_idle_timer(Version& version);
  void expire_idle(Version& version);
  void stop(Version& version, Environment& environment, const char* reason);

  Estate& estate_;
  Rng rng_;
  Rng lifetime_rng_;
};

}  // namespace spillway::lambda
