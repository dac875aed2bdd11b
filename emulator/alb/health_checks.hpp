// HealthChecks: asks targets whether they are well, at a fixed interval (aws-facts A5).
//
// Owned by LoadBalancers. Results go to Targets, which makes states of them. A check of a function
// is an invocation like any other. Runtime's thread only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/alb/lambda_event.hpp"
#include "emulator/alb/lambda_response.hpp"
#include "emulator/alb/model.hpp"
#include "emulator/alb/settings.hpp"
#include "emulator/core/context.hpp"

namespace spillway::alb {

class Targets;

class HealthChecks {
 public:
  HealthChecks(core::Context& context, const Settings& settings, Targets& targets,
               LambdaInvoker& lambda, TargetNetwork& network);

  /// Begins with a check now.
  void start(TargetGroup& group, Target& target);
  /// Also forgets the check under way.
  void stop(Target& target);

 private:
  struct Verdict {
    bool passed = false;
    std::string_view reason;  ///< a literal
    std::string description;
  };

  void check(TargetGroup& group, std::uint64_t serial);
  void ask(TargetGroup& group, const Target& target);
  void ask_under_faults(TargetGroup& group, Target& target);
  /// `first`: from the node whose checks count.
  void ask_address(TargetGroup& group, const Target& target, bool first);
  void ask_function(TargetGroup& group, const Target& target, bool first);
  void finish(TargetGroup& group, std::uint64_t serial, std::uint64_t probe,
              const Verdict& verdict);
  static Verdict judge(const TargetGroup& group, int status);

  Runtime& runtime_;
  const Settings& settings_;
  core::Faults* const faults_;
  Targets& targets_;
  LambdaInvoker& lambda_;
  TargetNetwork& network_;
  LambdaEvents events_;
  LambdaResponses responses_;
};

}  // namespace spillway::alb
