// Invoker: one invocation from its admission to its answer. Owned by Estate.
//
// On the path of every request: invocations live in slots that are used again, the time-out's timer
// is only made for a handler that does not answer at once, and nothing is told one by one for the
// load balancer's requests (Caller::per_request).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/lambda/function.hpp"
#include "emulator/lambda/functions.hpp"

namespace spillway::lambda {

struct Estate;

/// What is told about an invocation.
struct InvocationFacts {
  std::string_view type;  ///< "RequestResponse" or "Event"
  int attempt = 1;
  bool per_request = false;
  std::string_view source;  ///< who is named when it is throttled
};

class Invoker {
 public:
  explicit Invoker(Estate& estate);

  /// `request_id` empty: a new one. The payload is valid until this returns or calls anything.
  void invoke(Endpoint& endpoint, const InvocationFacts& facts, std::string_view request_id,
              std::string_view payload, InvokeDone&& done);
  /// A new request id, as a UUID; valid until the next one.
  const std::string& new_request_id();

 private:
  struct Running {
    Endpoint* endpoint = nullptr;
    Version* version = nullptr;
    Environment* environment = nullptr;
    TimePoint admitted{};
    TimePoint began{};  ///< of the handler's work; with the init where that counts
    Concurrency concurrency;
    std::int64_t timeout_s = 0;  ///< the function's, when the invocation was admitted
    std::int64_t used_memory_mb = 0;
    std::string request_id;
    std::string payload;  ///< kept while the environment is prepared
    InvokeDone done;
    InvocationOutput output;
    TimerId timeout = TimerId::none;
    EventSeq started = 0;
    std::string_view type;
    int attempt = 1;
    std::uint32_t generation = 0;
    bool per_request = false;
    bool pending = false;
    bool timeout_counts = false;
    bool timed_out = false;
  };
  using Slot = std::uint32_t;

  Version& route(const Endpoint& endpoint);
  Slot take_slot();
  void tell_started(Running& running);
  void prepare(Slot slot);
  void arm_timeout(Slot slot);
  void execute(Slot slot, std::string_view payload);
  void hand_over(Slot slot, std::string_view payload);
  /// Faults: whether it is handed over only later, or its process has ended instead.
  bool slowed(Slot slot, std::string_view payload);
  bool crashed(Slot slot);
  void answered(Slot slot, std::uint32_t generation, InvocationOutput&& output);
  void begin_again(Slot slot, std::string payload);
  static void note_memory(Running& running);
  void timed_out(Slot slot);
  void init_failed(Slot slot, std::string error);
  void finish(Slot slot);
  InvokeReply reply_of(Running& running);
  void log(const Running& running, Duration duration, const InvokeReply& reply);
  void tell_finished(const Running& running, const InvokeReply& reply);

  Estate& estate_;
  Rng overhead_rng_;
  Rng routing_rng_;
  std::string id_;
  std::uint64_t next_id_ = 0;
  std::vector<Running> running_;
  std::vector<Slot> free_;
};

}  // namespace spillway::lambda
