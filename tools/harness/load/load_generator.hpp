// LoadGenerator: sends the scenario's stages, each from its begin to its end; several may overlap.
//
// Owned by the run. Reports stages on the timeline and each attempt of a request to the observer,
// once. Single-threaded.
#pragma once

#include <memory>
#include <vector>

#include "emulator/core/timeline.hpp"
#include "runtime/runtime.hpp"
#include "tools/harness/load/request_sender.hpp"
#include "tools/harness/load/stream.hpp"

namespace spillway::harness {

class LoadGenerator {
 public:
  LoadGenerator(Runtime& runtime, core::Timeline& timeline, LoadClient& client,
                const std::vector<LoadStage>& stages, RequestObserver observer);

  /// Schedules the stages; time 0 of theirs is the runtime's.
  void start();
  std::size_t outstanding() const { return sender_.outstanding(); }
  std::uint64_t sent() const { return sender_.sent(); }

 private:
  void begin_stage(std::uint32_t stage);
  void end_stage(std::uint32_t stage);

  Runtime& runtime_;
  core::Timeline& timeline_;
  const std::vector<LoadStage>& stages_;
  RequestSender sender_;
  std::vector<std::unique_ptr<Stream>> streams_;  // by stage; null before its begin
  std::size_t ended_ = 0;
};

}  // namespace spillway::harness
