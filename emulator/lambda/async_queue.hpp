// AsyncQueue: events that wait for their function, and come again after an error (aws-facts B5).
// Owned by Estate.
#pragma once

#include <memory>
#include <string>

#include "emulator/core/service_calls.hpp"
#include "emulator/lambda/deliveries.hpp"
#include "emulator/lambda/function.hpp"
#include "emulator/lambda/functions.hpp"

namespace spillway::lambda {

struct Estate;

class AsyncQueue {
 public:
  explicit AsyncQueue(Estate& estate);

  /// Takes an event; its first attempt follows after the hand-over.
  void accept(Endpoint& endpoint, const Caller& caller, std::string payload);

 private:
  struct Event {
    Endpoint* endpoint;
    std::string request_id;  ///< the same for every attempt
    std::string source;
    std::string payload;
    TimePoint accepted{};
    TimePoint attempted{};  ///< the attempt that is under way, or the last one
    int attempts = 0;       ///< that reached the function
    Duration backoff{};     ///< the next one after a throttle or a system error
    InvokeReply last;       ///< of the last attempt that reached the function
  };
  using EventPtr = std::shared_ptr<Event>;

  static EventInvokeConfig config_of(const Event& event);
  void attempt(const EventPtr& event);
  void attempted(const EventPtr& event, InvokeReply&& reply);
  void retry_after_error(const EventPtr& event);
  void run(const EventPtr& event);
  void retry_later(const EventPtr& event, std::string_view reason);
  void try_again(const EventPtr& event, Duration delay, std::string_view reason);
  void drop(const EventPtr& event, const char* condition);
  void drop(const EventPtr& event, const char* condition, const char* reason);
  static AsyncResult result_of(const Event& event, std::string_view condition);

  Estate& estate_;
  core::ServiceCalls calls_;
  Rng rng_;
};

}  // namespace spillway::lambda
