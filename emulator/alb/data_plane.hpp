// DataPlane: a request's way through a load balancer, from the client to the target and back.
//
// Owned by LoadBalancers. The per-request path: requests under way lie in a slab whose places are
// used again; a timer is set only for what needs one (the hops, and the idle time-out of ip
// targets: a function is waited for as long as it takes, aws-facts A3). Runtime's thread only.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/alb/accounting.hpp"
#include "emulator/alb/estate.hpp"
#include "emulator/alb/lambda_event.hpp"
#include "emulator/alb/lambda_response.hpp"
#include "emulator/alb/request_facts.hpp"
#include "emulator/alb/sticky_cookies.hpp"
#include "emulator/core/context.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::alb {

class DataPlane {
 public:
  DataPlane(core::Context& context, const Settings& settings, Estate& estate,
            Accounting& accounting, LambdaInvoker& lambda, TargetNetwork& network);

  RequestId send(ListenerHandle listener, const ClientRequest& request, ClientDone&& done);
  RequestId receive(ListenerHandle listener, ClientRequest& request, Passage& passage);
  void give_body(RequestId id, std::string&& body);
  void target_answered(RequestId id, TargetReply& reply);
  void over(RequestId id);
  void refuse(RequestId id, int status);
  void abort(RequestId id, int status);
  bool keeps_connection(ListenerHandle listener, TimePoint connected, TimePoint last_used) const;
  /// Ends what is under way at a target that leaves: 502.
  void cut(const Target& target);

 private:
  /// relaying: a passage's answer has begun, its body is on its way.
  enum class Stage : std::uint8_t { over, arriving, at_target, answering, relaying };

  // What cookies an answer brings; all false for most.
  struct Stuck {
    bool group = false;
    bool target = false;
    bool by_cookie = false;  ///< the target was the one that an application cookie named
    TimePoint group_since{};
    TimePoint target_since{};
  };

  struct InFlight {
    Stage stage = Stage::over;
    bool head = false;  ///< HEAD: answered without a body
    std::uint32_t generation = 1;
    std::uint32_t place = 0;
    Listener* listener = nullptr;
    Target* target = nullptr;  ///< while at_target or relaying
    TimePoint sent_at{};       ///< to the target
    TimerId timeout = TimerId::none;
    ClientRequest client;
    std::string user_agent;  ///< of a request that was handed on to an ip target
    ClientDone done;
    Passage* passage = nullptr;  ///< in place of `done`
    bool may_switch = false;     ///< to a WebSocket
    ClientResponse answer;
    Answered account;
    Stuck stuck;
  };

  InFlight& take_place();
  void release(InFlight& flight);
  /// Null if the request is over.
  InFlight* find(RequestId id);
  static RequestId id_of(const InFlight& flight) {
    return RequestId{std::uint64_t{flight.generation} << 32 | flight.place};
  }

  Listener& listener_of(ListenerHandle listener) const;
  Duration hop_to(bool new_connection);
  void arrive(RequestId id);
  void answer_itself(InFlight& flight, const Action& action, const RequestFacts& facts);
  void forward(InFlight& flight, const Forward& action, const RequestFacts& facts);
  void to_lambda(InFlight& flight, TargetGroup& group, const RequestFacts& facts);
  void invoke(InFlight& flight, TargetGroup& group, const RequestFacts& facts);
  void from_lambda(RequestId id, LambdaReply&& reply);
  void to_address(InFlight& flight, TargetGroup& group, const RequestFacts& facts);
  void from_address(RequestId id, TargetReply&& reply);
  bool failed_at_target(InFlight& flight, ConnectOutcome outcome);
  void arm_timeout(InFlight& flight, TimePoint at, bool connecting);
  void leave_target(InFlight& flight);
  void note_action(InFlight& flight, const Action& action, const RequestFacts& facts);
  void set_trace(InFlight& flight, const RequestFacts& facts);

  // data_plane_sticky.cpp
  bool sticky_group(InFlight& flight, const Forward& action, TargetGroup*& group);
  Target* sticky_target(InFlight& flight, TargetGroup& group);
  void add_cookies(InFlight& flight);

  void lambda_error(InFlight& flight, int status, std::string_view reason, LambdaBlame blame);
  void target_answered(InFlight& flight);
  void relay(InFlight& flight);
  void fail(InFlight& flight, int status);
  void answer_own(InFlight& flight, HttpResponse&& response);
  void finish(InFlight& flight);
  void account(InFlight& flight);
  void deliver(InFlight& flight);

  const std::string& date();

  core::Context& context_;
  const Settings& settings_;
  Estate& estate_;
  Accounting& accounting_;
  LambdaInvoker& lambda_;
  TargetNetwork& network_;
  LambdaEvents events_;
  LambdaResponses responses_;
  Rng weights_rng_;
  Rng targets_rng_;
  Rng latency_rng_;
  TraceIds trace_ids_;
  StickyCookies cookies_;

  std::deque<InFlight> flights_;
  std::vector<std::uint32_t> free_;
  std::string trace_;  // of the request that is being handed on
  HttpDate date_;
};

}  // namespace spillway::alb
