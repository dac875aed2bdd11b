// RemoteEmulator: an emulator in another process, or on another machine, through its own pages
// below /_spillway/.
//
// Owned by the run; used from the LiveRuntime's thread, which it outlives not. Destroying it drops
// what is under way.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "emulator/core/timeline.hpp"
#include "emulator/live/http_client.hpp"
#include "runtime/json.hpp"
#include "runtime/unique_function.hpp"
#include "tools/harness/remote/sse_reader.hpp"

namespace spillway::harness {

/// "http://host:4566", taken apart and looked up.
struct EmulatorAddress {
  std::string url;   ///< as it was given
  std::string host;  ///< with its port, for the Host header
  std::string ip;
  std::uint16_t port = 0;
};

/// Asks the system's resolver, and waits for it. The error says what to write instead.
boost::system::result<EmulatorAddress, std::string> find_emulator(const std::string& url);

class RemoteEmulator {
 public:
  using Answer = boost::system::result<Json, std::string>;
  using OnAnswer = UniqueFunction<void(Answer)>;

  RemoteEmulator(LiveRuntime& runtime, EmulatorAddress address);

  /// Once, later: what /_spillway/PAGE answers; the error says why it cannot be had.
  void get(const std::string& page, OnAnswer done) { ask("GET", page, "", std::move(done)); }
  void post(const std::string& page, const Json& body, OnAnswer done) {
    ask("POST", page, body.dump(), std::move(done));
  }
  void remove(const std::string& page, OnAnswer done) { ask("DELETE", page, "", std::move(done)); }
  /// Every event, those of the past first; `over` once, if no more can come.
  void follow(std::function<void(core::Event)> on_event, SseReader::OnOver over);

  const EmulatorAddress& address() const { return address_; }

 private:
  void ask(const std::string& method, const std::string& page, std::string body, OnAnswer done);
  std::string gone(const std::string& problem) const;

  LiveRuntime& runtime_;
  const EmulatorAddress address_;
  live::HttpClient client_;
  std::unique_ptr<SseReader> timeline_;
};

}  // namespace spillway::harness
