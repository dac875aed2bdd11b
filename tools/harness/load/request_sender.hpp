// RequestSender: sends a request as a client does: waits for its time-out, tries again if it fails,
// and reports every attempt to the observer, once.
//
// Owned by the load generator, which must outlive what is under way. Single-threaded.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "runtime/runtime.hpp"
#include "tools/harness/load/load_client.hpp"

namespace spillway::harness {

using RequestObserver = std::function<void(const RequestRecord&)>;
/// Told when a request and its retries are over. Empty: nobody waits for it.
using RequestOver = UniqueFunction<void()>;

class RequestSender {
 public:
  RequestSender(Runtime& runtime, LoadClient& client, const std::vector<LoadStage>& stages,
                RequestObserver observer);

  /// Sends request `request` of a stage. `session` may be null; else it must outlive the answer.
  /// `meant`: when it should have been sent, from which its time counts: a client that is late must
  /// not flatter the system (coordinated omission). In virtual time nobody is late.
  void send(std::uint32_t stage, std::uint32_t request, Session* session, RequestOver over = {},
            std::optional<TimePoint> meant = std::nullopt);
  /// Requests under way, and those that wait for their next attempt.
  std::size_t outstanding() const { return outstanding_; }
  std::uint64_t sent() const { return sent_; }
  /// How many users a stage has just now: what JMeter's log tells of each request.
  void set_active_users(std::uint32_t stage, std::uint32_t users);

 private:
  struct Request {
    TimePoint sent;
    std::optional<TimePoint> meant;
    Duration late{};
    std::uint64_t sent_bytes = 0;
    ClientRequestId id{};
    Session* session = nullptr;
    std::uint32_t stage = 0;
    std::uint32_t request = 0;
    std::uint32_t generation = 0;
    int attempt = 0;
    bool pending = false;
    RequestOver over;
  };
  struct Deadline {
    TimePoint at;
    std::uint32_t slot;
    std::uint32_t generation;
  };
  // Requests of one stage time out in the order in which they were sent: one timer serves them all.
  struct StageState {
    std::vector<PreparedRequest> prepared;
    std::deque<Deadline> deadlines;
    bool timer_armed = false;
    Rng retry_delays;
    std::uint32_t active = 1;
  };

  std::uint32_t take_slot();
  void attempt(std::uint32_t slot);
  void answered(std::uint32_t slot, std::uint32_t generation, const ClientReply& reply);
  void arm_timer(std::uint32_t stage);
  void time_out(std::uint32_t stage);
  bool tries_again(const Request& request, int status) const;
  void end_attempt(std::uint32_t slot, const ClientReply& reply);
  Duration retry_delay(const Request& request);
  void release(std::uint32_t slot);

  Runtime& runtime_;
  LoadClient& client_;
  const std::vector<LoadStage>& stages_;
  RequestObserver observer_;
  std::vector<StageState> states_;
  std::vector<Request> requests_;
  std::vector<std::uint32_t> free_;
  std::uint32_t all_active_ = 1;
  std::size_t outstanding_ = 0;
  std::uint64_t sent_ = 0;
};

}  // namespace spillway::harness
