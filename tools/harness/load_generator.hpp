// LoadGenerator: sends the scenario's stages, one after the other, open loop: an arrival never
// waits for an answer, so a slow system meets the same load as a fast one.
//
// Owned by the run. Reports stages on the timeline and each finished request to the observer, once.
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "emulator/core/timeline.hpp"
#include "runtime/runtime.hpp"
#include "tools/harness/load_client.hpp"
#include "tools/harness/request_record.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

class LoadGenerator {
 public:
  using Observer = std::function<void(const RequestRecord&)>;

  LoadGenerator(Runtime& runtime, core::Timeline& timeline, LoadClient& client,
                const std::vector<LoadStage>& stages, Observer observer);

  /// Schedules the first stage for now.
  void start();
  /// Arrivals end; requests under way go on.
  void stop();
  std::size_t outstanding() const { return outstanding_; }
  std::uint64_t sent() const { return sent_; }

 private:
  struct Request {
    TimePoint sent;
    std::uint64_t sent_bytes = 0;
    ClientRequestId id{};
    std::uint32_t stage = 0;
    std::uint32_t path = 0;
    std::uint32_t generation = 0;
    bool pending = false;
  };
  struct Deadline {
    TimePoint at;
    std::uint32_t slot;
    std::uint32_t generation;
  };
  // Requests of one stage time out in the order in which they were sent: one timer serves them all.
  struct StageState {
    std::deque<Deadline> deadlines;
    bool timer_armed = false;
    std::vector<double> cumulative_weights;
    Rng arrivals;
    Rng paths;
  };

  void begin_stage(std::size_t stage);
  void schedule_arrival(std::size_t stage, TimePoint begin, std::uint64_t index);
  TimePoint arrival_time(std::size_t stage, TimePoint begin, std::uint64_t index);
  void send_one(std::size_t stage);
  std::uint32_t pick_path(StageState& state);
  std::uint32_t take_slot();
  void answered(std::uint32_t slot, std::uint32_t generation, const ClientReply& reply);
  void arm_timer(std::size_t stage);
  void time_out(std::size_t stage);
  void finish(std::uint32_t slot, const RequestRecord& record);

  Runtime& runtime_;
  core::Timeline& timeline_;
  LoadClient& client_;
  const std::vector<LoadStage>& stages_;
  Observer observer_;
  std::vector<StageState> states_;
  std::vector<Request> requests_;
  std::vector<std::uint32_t> free_;
  TimePoint last_arrival_{};  // of a Poisson stage
  EventSeq stage_event_ = 0;
  TimerId next_arrival_ = TimerId::none;
  TimerId next_stage_ = TimerId::none;
  std::size_t outstanding_ = 0;
  std::uint64_t sent_ = 0;
};

}  // namespace spillway::harness
