// SseReader: a running emulator's timeline, event by event, as its server-sent events tell it.
//
// Owned by the RemoteEmulator; used from the LiveRuntime's thread. Destroying it ends the reading.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/live_runtime.hpp"

namespace spillway::harness {

class SseReader {
 public:
  using OnData = std::function<void(std::string_view data)>;
  /// Once, and nothing more comes: why.
  using OnOver = std::function<void(const std::string& problem)>;

  SseReader(LiveRuntime& runtime, OnData on_data, OnOver on_over);
  ~SseReader();
  SseReader(const SseReader&) = delete;
  SseReader& operator=(const SseReader&) = delete;

  void start(const std::string& ip, std::uint16_t port, const std::string& host,
             const std::string& path);

  struct Core;

 private:
  std::shared_ptr<Core> core_;
};

}  // namespace spillway::harness
