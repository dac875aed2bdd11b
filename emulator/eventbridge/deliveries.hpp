// Deliveries: the way of an event to a target: the hand-over, its retries, and at last the
// dead-letter queue (aws-facts D8, D9).
//
// Owned by Bus. Runtime's thread only.
#pragma once

#include <memory>
#include <string>

#include "emulator/core/context.hpp"
#include "emulator/eventbridge/ports.hpp"
#include "emulator/eventbridge/rule.hpp"
#include "emulator/eventbridge/settings.hpp"

namespace spillway::eventbridge {

class Deliveries {
 public:
  Deliveries(core::Context& context, const Settings& settings, TargetInvoker& invoker,
             core::MessageQueues& queues);
  ~Deliveries();
  Deliveries(const Deliveries&) = delete;
  Deliveries& operator=(const Deliveries&) = delete;

  /// Hands the event over at once, and again later as long as that fails.
  void begin(const Rule& rule, const Target& target, const Arrival& arrival);

 private:
  struct Delivery;

  void attempt(std::shared_ptr<Delivery> delivery);
  void hand_over(const Delivery& delivery, HandOverDone done);
  void handed_over(std::shared_ptr<Delivery> delivery, HandOver outcome);
  void accepted(const Delivery& delivery);
  void failed(std::shared_ptr<Delivery> delivery, HandOver outcome);
  void give_up(const Delivery& delivery, HandOver outcome, const char* exhausted);
  core::SendOutcome send_dead_letter(const Delivery& delivery, HandOver outcome,
                                     const char* exhausted);
  Duration retry_delay(std::int64_t retries_so_far);
  void put(core::MetricId metric, double value = 1);
  void put_latency(core::MetricId metric, const Delivery& delivery);

  core::Context& context_;
  const Settings& settings_;
  TargetInvoker& invoker_;
  core::MessageQueues& queues_;
  Rng jitter_;
  std::shared_ptr<bool> alive_;
};

}  // namespace spillway::eventbridge
