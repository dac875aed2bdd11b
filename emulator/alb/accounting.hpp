// Accounting: what was answered, as metrics (aws-facts A6) and as the timeline's alb.minute.
//
// Owned by LoadBalancers. answered() is on the per-request path: metric ids are kept in the load
// balancer and the target group, nothing is looked up. Minutes are those of the wall clock.
// Runtime's thread only.
//
// Not reported, since the model does not have what they measure: everything by AvailabilityZone
// (targets have no zone), ActiveConnectionCount and NewConnectionCount (connections to targets are
// not modelled), ConsumedLCUs; ProcessedBytes only where there is a wire, in live mode.
// RejectedConnectionCount would count connections beyond a limit that the model never reaches.
#pragma once

#include <optional>
#include <string_view>

#include "emulator/alb/estate.hpp"
#include "emulator/core/context.hpp"

namespace spillway::alb {

/// Whose fault a failed invocation of a function is (aws-facts A4).
enum class LambdaBlame { none, user, internal };

struct Answered {
  int status = 0;
  std::optional<int> target_status;  ///< nothing if the answer is the load balancer's own
  TargetGroup* group = nullptr;      ///< nothing if no target was chosen
  Duration target_time{};            ///< from sending to the target to its answer
  LambdaBlame blame = LambdaBlame::none;
  bool connection_error = false;
  bool non_sticky = false;        ///< a target was chosen where no cookie led to one, but should
  std::string_view error_reason;  ///< of aws-facts A4, or empty; a literal
  std::size_t lambda_bytes = 0;   ///< of the event and of the answer, if a function was called
};

class Accounting {
 public:
  Accounting(core::Context& context, Estate& estate);
  ~Accounting();
  Accounting(const Accounting&) = delete;
  Accounting& operator=(const Accounting&) = delete;

  /// Interns the metrics of a new load balancer.
  void add(LoadBalancer& balancer);
  /// Interns the metrics of a target group that a load balancer now uses.
  void associate(TargetGroup& group, const LoadBalancer& balancer);

  void answered(LoadBalancer& balancer, const Answered& answer);
  /// `chosen`, an action of one of the listener's rules, is what a request comes to. To be called
  /// only of listeners that have rules besides the default one, which is not counted.
  void rules_evaluated(const Listener& listener, const Action& chosen);
  /// The load balancer answers by itself, as a fixed-response or redirect action says.
  void answered_by_action(const LoadBalancer& balancer, const Action& action);
  /// So many bytes of HTTP came and went over a client's connection.
  void processed(const LoadBalancer& balancer, std::uint64_t bytes);
  /// Reports the minute that is under way as far as it went.
  void close_minute();

 private:
  void arm();
  void put(core::MetricId metric, double value) {
    context_.metrics.put(metric, value, context_.runtime.now());
  }
  void count_group(const LoadBalancer& balancer, const Answered& answer);
  void count_lambda_blame(const TargetGroup& group, LambdaBlame blame);
  void sample_hosts();
  void sample_hosts(const TargetGroup& group);
  void report(LoadBalancer& balancer);

  core::Context& context_;
  Estate& estate_;
  TimerId tick_ = TimerId::none;
};

}  // namespace spillway::alb
