// Stream: one stage of the load at work. Made when the stage begins, told when it ends; requests
// under way outlive it in the RequestSender.
//
// Owned by the LoadGenerator and kept to the run's end, since its sessions are used by requests
// that are still under way. Single-threaded.
#pragma once

#include <memory>
#include <vector>

#include "runtime/runtime.hpp"
#include "tools/harness/load/request_sender.hpp"

namespace spillway::harness {

/// What the streams of all kinds share.
struct StreamContext {
  Runtime& runtime;
  RequestSender& sender;
  const LoadStage& stage;
  std::uint32_t index;  ///< of the stage
};

/// Picks the next of a stage's requests, by weight or in turn.
class RequestPicker {
 public:
  explicit RequestPicker(const StreamContext& context);
  std::uint32_t by_weight();
  /// The `n`-th of a client or stream, from 0.
  std::uint32_t pick(std::uint64_t n);

 private:
  const LoadStage& stage_;
  std::vector<double> cumulative_weights_;
  Rng rng_;
};

class Stream {
 public:
  virtual ~Stream() = default;
  virtual void begin() = 0;
  /// Nothing new is sent.
  virtual void end() = 0;
};

std::unique_ptr<Stream> make_open_stream(const StreamContext& context);
std::unique_ptr<Stream> make_user_stream(const StreamContext& context);
std::unique_ptr<Stream> make_replay_stream(const StreamContext& context);
std::unique_ptr<Stream> make_stream(const StreamContext& context);

/// A new client of a stage.
Session make_session(const LoadStage& stage, UserNumber user);

}  // namespace spillway::harness
